#pragma once

#include <Eigen/Core>

namespace fitting_room {

/// Elementwise arithmetic over memory that stays where it is.
using ArrayView = Eigen::Map<Eigen::ArrayXf>;
using ConstArrayView = Eigen::Map<const Eigen::ArrayXf>;
/// A row-major matrix over memory that stays where it is, such as {batch, features}.
using MatrixView =
    Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;
using ConstMatrixView =
    Eigen::Map<const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

}  // namespace fitting_room
