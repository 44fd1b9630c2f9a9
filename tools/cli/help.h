#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace fitting_room::cli {

/// The text of --help: as CLI11's own, but in lines that fit a terminal of 80 columns, with the
/// default last, and without listing which options exclude which.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
};

}  // namespace fitting_room::cli
