#pragma once

#include <cstdint>
#include <span>

namespace fitting_room::cli {

/// How a JPEG file's stored picture must be turned to stand upright: EXIF's Orientation, 1 (as it
/// is) to 8; 1 where the file does not say or cannot be understood.
/// Source: EXIF 2.3 (CIPA DC-008-2012), 4.5.4 and 4.6.4.A; the JPEG markers: ITU-T T.81, B.1.1.
int exif_orientation(std::span<const std::uint8_t> jpeg);

}  // namespace fitting_room::cli
