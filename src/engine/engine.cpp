#include "engine/engine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include "data/class_order.h"
#include "engine/checkpoint.h"
#include "engine/model_file.h"
#include "kernels/pointwise.h"
#include "kernels/simd.h"
#include "tensor/error.h"
#include "text/shown.h"
#include "training/augmentation.h"
#include "training/image_range.h"

namespace fitting_room {
namespace {

constexpr std::size_t validation_images = 2'000;
constexpr std::size_t all_training_images = 60'000;
/// Enough to tell a dead unit from a rare one, few enough to be asked for while training.
constexpr std::size_t histogram_images = 256;
/// How probable a new class is: its logit is the negative of this until there are examples of it,
/// and about this for them when a run begins that has them.
constexpr float reach_of_new_class = 5;
/// Enough to tell their mean features.
constexpr std::size_t imprinting_images = 256;
/// Fewer tell nothing of how features vary.
constexpr std::size_t least_to_fit_novelty = 200;

/// The network must take the images and tell their classes apart.
/// @throws LayerError; Error "bad-description".
void check_fits_data(const NetworkDescription& description, std::size_t classes) {
  if (description.input != image_shape()) {
    throw Error("bad-description", "The network's input must be " + to_string(image_shape()) +
                                       ", the size of the images.");
  }
  if (description.layers.back().units != classes) {
    throw LayerError(
        description.layers.size(),
        "The last layer must have " + std::to_string(classes) + " units, one for each class.");
  }
}

/// The same for a network from a file, whose errors have a code of their own, and which names its
/// classes; behind those of the images there may be more. @param classes of the images.
void check_fits_data(const NetworkDescription& description, const Classes& named,
                     std::size_t classes, const char* code) {
  try {
    check_fits_data(description, named.size());
    check_fits_data(description, std::max(named.size(), classes));
  } catch (const Error& error) {
    if (error.code() == out_of_memory) throw;
    throw Error(code, error.what());
  }
}

std::string number(std::size_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

/// @param who needs them, with a capital letter.
void require_images(const std::string& who, const char* what, std::size_t wanted,
                    std::size_t present) {
  if (present >= wanted) return;
  throw Error("wrong-state", who + " needs " + number(wanted) + " " + what + " images and " +
                                 number(present) + " are loaded. Load the images first.");
}

/// The names of those that no image is of, with commas between them.
std::string missing_classes(const ImageRange& images, const Classes& classes) {
  ClassCounts counts{};
  for (std::size_t i = 0; i < images.count; ++i) ++counts[images.label(i)];
  std::string names;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (counts[c] != 0) continue;
    if (!names.empty()) names += ", ";
    names += classes[c];
  }
  return names;
}

/// @param task what the images are for.
void require_some(const ImageSet& set, const char* task) {
  if (set.size() != 0) return;
  throw Error("wrong-state",
              "There are no images to " + std::string(task) + ". Load the images first.");
}

/// What tells a run's images, and what is mixed in, from others.
std::uint64_t fingerprint(const ImageRange& training, const ImageRange& validation,
                          const Mixture* mixture) {
  return training.fingerprint() ^ validation.fingerprint() ^ (mixture ? mixture->fingerprint() : 0);
}

/// What the summary says of weights that a run has changed.
/// @param mixed whether it was trained on more than the data set.
std::string trained_sentence(std::size_t epochs, const TrainingSettings& settings, bool mixed) {
  if (epochs == 0) return "Trained for less than an epoch.";
  return "Trained for " + std::to_string(epochs) + (epochs == 1 ? " epoch on " : " epochs on ") +
         number(settings.training_images) + " images" +
         (mixed ? ", with photos and drawings beside them." : ".");
}

/// The same of weights that a run with examples has changed. @param before what was said of them.
std::string corrected_sentence(const std::string& before, std::size_t examples) {
  const std::string beginning = "Then corrected by ";
  std::string sentence = before.substr(0, before.find(beginning));
  if (!sentence.empty() && sentence.back() != ' ') sentence += ' ';
  return sentence + beginning + number(examples) + (examples == 1 ? " example." : " examples.");
}

/// @param pixels {count, 28 × 28}. @param features receives what the last layer reads, or is empty.
/// @return logits {count, classes}.
std::vector<float> logits_of(std::span<const std::uint8_t> pixels, const Sequential& network,
                             BatchRunner& runner, std::span<float> features = {}) {
  const std::size_t count = pixels.size() / image_pixels;
  std::vector<float> logits(count * network.classes());
  runner.infer(
      count,
      [&](std::size_t first, std::size_t samples, float* rows) {
        std::ranges::transform(pixels.subspan(first * image_pixels, samples * image_pixels), rows,
                               scale_pixel);
      },
      logits, features);
  return logits;
}

/// @param values logits {count, classes}. @throws Error "bad-model".
std::vector<float> probabilities_from(std::vector<float> values, std::size_t classes) {
  softmax(classes, values);
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
    throw Error("bad-model",
                "This network's parameters are so large that its answer is no number. Load "
                "another model, or start anew.");
  }
  return values;
}

/// Of each batch of a run with examples. What is made up keeps alive what the network has learned
/// beside the data set; of nothing (scribbles, noise) only where there is an output for it.
MixtureShares rehearsal_shares(bool tells_none) {
  MixtureShares shares;
  shares.photos = 8;
  shares.figures = 2;
  if (tells_none) shares.scribbles = shares.noise = 1;
  return shares;
}

/// What is mixed into a run with examples. @throws Error "bad-image".
std::shared_ptr<const Mixture> rehearsal(const ImageSet& examples, std::size_t classes,
                                         bool tells_none) {
  std::vector<LabelledPhoto> photos;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (examples.labels[i] >= classes) {
      throw Error("bad-image", "Each example must be of one of the network's classes, 0 to " +
                                   std::to_string(classes - 1) + ".");
    }
    LabelledPhoto& photo = photos.emplace_back();
    std::ranges::copy(examples.image(i), photo.pixels.begin());
    photo.target = only_class(examples.labels[i]);
  }
  return std::make_shared<Mixture>(classes, rehearsal_shares(tells_none), std::move(photos),
                                   std::vector<LabelledDrawing>{});
}

}  // namespace

Engine::Engine(std::size_t threads) : pool_(threads) {}

const char* Engine::simd() { return simd::level; }

void Engine::replace(std::unique_ptr<Sequential> network, Classes classes,
                     std::unique_ptr<BatchRunner> runner, std::unique_ptr<Trainer> trainer,
                     std::string trained) {
  evaluator_.reset();
  forget_novelty();
  inside_.reset();
  trainer_ = std::move(trainer);
  wide_runner_.reset();
  wide_network_.reset();
  runner_ = std::move(runner);
  network_ = std::move(network);
  classes_ = std::move(classes);
  trained_ = std::move(trained);
}

NetworkSummary Engine::summarise(std::string_view description) const {
  NetworkSummary summary = fitting_room::summarise(parse_draft(description));
  if (summary.problem) return summary;
  try {
    check_fits_data(summary.description, image_classes_.size());
  } catch (const LayerError& error) {
    summary.problem = error;
  }
  return summary;
}

NetworkSummary Engine::summary() const {
  return {network().description(),
          network().summary(),
          network().parameter_count(),
          network().trainable_count(),
          {}};
}

void Engine::new_model(std::string_view description, std::uint64_t seed) {
  auto network = std::make_unique<Sequential>(parse_description(description));
  check_fits_data(network->description(), image_classes_.size());
  network->initialise(seed);
  auto runner = std::make_unique<BatchRunner>(*network, pool_);
  replace(std::move(network), image_classes_, std::move(runner), nullptr, "");
}

void Engine::change_outputs(std::unique_ptr<Sequential> network, Classes classes) {
  auto runner = std::make_unique<BatchRunner>(*network, pool_);
  std::optional<Novelty> novelty = std::move(novelty_);
  std::optional<NoneOutput> none = std::move(none_);
  replace(std::move(network), std::move(classes), std::move(runner), nullptr, std::move(trained_));
  novelty_ = std::move(novelty);
  none_ = std::move(none);
}

void Engine::add_class(const std::string& name) {
  Classes more = classes();
  more.push_back(name);
  more = parse_classes(to_json(more), "bad-settings");
  fit_stop();
  auto network =
      with_output(*network_, {std::vector<float>(network_->features()), -reach_of_new_class});
  change_outputs(std::move(network), std::move(more));
}

void Engine::imprint_new_classes(const ImageSet& examples, const ImageRange& images) {
  /// The mean of what the last layer reads of pictures.
  const auto mean_features = [&](std::span<const std::uint8_t> pixels) {
    const std::size_t count = pixels.size() / image_pixels, width = network_->features();
    std::vector<float> features(count * width), mean(width);
    logits_of(pixels, *network_, *runner_, features);
    for (std::size_t i = 0; i < features.size(); ++i) {
      mean[i % width] += features[i] / static_cast<float>(count);
    }
    return mean;
  };
  for (std::size_t c = image_classes_.size(); c < classes_.size(); ++c) {
    std::vector<std::uint8_t> own, others;
    for (std::size_t i = 0; i < examples.size(); ++i) {
      if (examples.labels[i] == c) std::ranges::copy(examples.image(i), std::back_inserter(own));
    }
    const std::vector<float> kernel = output_of(*network_, c).kernel;
    const bool heard_of = std::ranges::any_of(kernel, [](float weight) { return weight != 0; });
    if (own.empty() || heard_of) continue;
    for (std::size_t i = 0; i < std::min(images.count, imprinting_images); ++i) {
      std::ranges::copy(images.set->image(images.place(i)), std::back_inserter(others));
    }
    set_output(*network_, c,
               imprinted(mean_features(own), mean_features(others), reach_of_new_class));
  }
}

void Engine::remove_class(std::size_t index) {
  Classes fewer = classes();
  check_class(*network_, index);
  if (index < image_classes_.size()) {
    throw Error("bad-settings", "The images are of the class " + fewer[index] +
                                    ", so it stays. Choose a class of your own.");
  }
  fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(index));
  fit_stop();
  auto network = std::make_unique<Sequential>(with_outputs(network_->description(), fewer.size()));
  take_output(*network_, index, *network);
  change_outputs(std::move(network), std::move(fewer));
}

void Engine::load_model(std::span<const std::uint8_t> bytes) {
  NetworkDescription fallback;
  if (network_) {
    fallback = network_->description();
  } else {
    fallback = {"Unnamed", image_shape(), {{LayerType::flatten}, {LayerType::dense}}};
    fallback.layers.back().units = image_classes_.size();
    fallback.layers.back().activation = Activation::softmax;
  }
  LoadedModel model = read_model(bytes, fallback);
  check_fits_data(model.network->description(), model.classes, image_classes_.size(), "bad-model");
  auto runner = std::make_unique<BatchRunner>(*model.network, pool_);
  // Numbers that are too large for the network show in its answer, before the old one is given up.
  const std::vector<std::uint8_t> white(image_pixels, 255);
  probabilities_from(logits_of(white, *model.network, *runner), model.network->classes());
  replace(std::move(model.network), std::move(model.classes), std::move(runner), nullptr,
          shown(model.metadata["trained"], longest_note));
  novelty_ = std::move(model.novelty);
  none_ = std::move(model.none);
}

std::vector<std::uint8_t> Engine::save_model(Precision precision) const {
  std::map<std::string, std::string> notes;
  if (!trained_.empty()) notes["trained"] = trained_;
  if (const std::optional<Learned> ahead = learned_ahead()) {
    return write_model(*ahead->network, classes_, notes, precision, {}, ahead->none);
  }
  return write_model(network(), classes_, notes, precision, novelty_, none_);
}

const Sequential& Engine::network() const {
  if (!network_) throw Error("wrong-state", "There is no network yet. Load or make one first.");
  return *network_;
}

const Classes& Engine::classes() const {
  static_cast<void>(network());
  return classes_;
}

void Engine::set_image_classes(Classes classes) {
  const bool in_use = network_ || train_.size() != 0 || test_.size() != 0;
  if (in_use && classes.size() != image_classes_.size()) {
    throw Error("bad-data", "These images are of " + number(classes.size()) + " classes, but " +
                                number(image_classes_.size()) +
                                " are told apart here. Load other images.");
  }
  image_classes_ = std::move(classes);
}

void Engine::reserve_images(Split split, std::size_t count) {
  (split == Split::train ? train_ : test_).reserve(count);
}

std::size_t Engine::add_images(Split split, std::span<const std::uint8_t> images_idx,
                               std::span<const std::uint8_t> labels_idx) {
  ImageSet& set = split == Split::train ? train_ : test_;
  set.append(parse_idx(images_idx, labels_idx, image_classes_.size()));
  return set.size();
}

void Engine::clear_images(Split split) {
  fit_stop();
  evaluator_.reset();
  next_projection_.reset();
  novelty_fitter_.reset();
  (split == Split::train ? train_ : test_) = {};
}

const ImageSet& Engine::images(Split split) const { return split == Split::train ? train_ : test_; }

Prediction Engine::predict(const Picture& pixels, PictureKind kind) {
  Prediction prediction;
  std::vector<float> features(tells_unlike() ? network().features() : 0);
  std::vector<float> logits = logits_of(pixels, network(), *runner_, features);
  if (novelty_) prediction.unlike = novelty_->score(pixels, features, kind);
  if (none_) prediction.unlike = none_->unlike(none_->score(logits, features), kind);
  prediction.probabilities = probabilities_from(std::move(logits), network().classes());
  prediction.top = static_cast<std::size_t>(std::ranges::max_element(prediction.probabilities) -
                                            prediction.probabilities.begin());
  return prediction;
}

std::vector<float> Engine::predict_batch(std::span<const std::uint8_t> pixels) {
  if (pixels.size() % image_pixels != 0) {
    throw Error("bad-image", "A picture for the network has " + image_size_text() + ".");
  }
  return probabilities_from(logits_of(pixels, network(), *runner_), network().classes());
}

std::vector<std::uint8_t> Engine::augment(const TrainingSettings& settings, std::uint32_t step,
                                          std::span<const std::uint8_t> pixels,
                                          std::span<const std::uint8_t> labels) const {
  const std::size_t classes = image_classes_.size();
  const bool known = std::ranges::all_of(labels, [&](auto label) { return label < classes; });
  if (pixels.size() != labels.size() * image_pixels || !known) {
    throw Error("bad-image", "Give one label, 0 to " + std::to_string(classes - 1) +
                                 ", for each image of " + image_size_text() + ".");
  }
  const Augmenter augmenter(settings, step);
  std::vector<std::uint8_t> changed;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::array<float, image_pixels> image;
    std::ranges::transform(pixels.subspan(i * image_pixels, image_pixels), image.begin(),
                           scale_pixel);
    augmenter.apply(i, labels[i], image.data());
    for (const float value : image) {
      changed.push_back(
          static_cast<std::uint8_t>(std::lround(255 * std::clamp(value, 0.0f, 1.0f))));
    }
  }
  return changed;
}

Inside& Engine::inside() {
  if (!inside_) inside_ = std::make_unique<Inside>(network());
  return *inside_;
}

std::vector<LayerActivations> Engine::activations(const Picture& pixels) {
  return inside().activations(pixels);
}

std::vector<float> Engine::grad_cam(const Picture& pixels, std::size_t wanted) {
  return inside().grad_cam(pixels, wanted);
}

std::vector<float> Engine::occlusion(const Picture& pixels, std::size_t wanted) {
  const std::size_t classes = network().classes();
  check_class(network(), wanted);
  const float whole = predict(pixels).probabilities[wanted];
  const std::vector<float> probabilities = predict_batch(occluded(pixels));
  std::vector<float> fall(image_pixels);
  for (std::size_t i = 0; i < fall.size(); ++i) {
    fall[i] = whole - probabilities[i * classes + wanted];
  }
  return fall;
}

std::vector<LayerHistogram> Engine::histograms() const {
  const ImageSet& set = train_.size() != 0 ? train_ : test_;
  const ImageRange some = ImageRange::mixed(set, TrainingSettings{}.seed)
                              .part(0, std::min(set.size(), histogram_images));
  return layer_histograms(network(), runner_->gradients(), *runner_, some);
}

std::vector<LayerTime> Engine::layer_times() const {
  require_some(train_, "train on");
  return fitting_room::layer_times(network(), {&train_, 0, train_.size()});
}

CheckedLayer Engine::check_gradients(std::string_view layer, const ImageSet& images) const {
  GradientCheck check(network(), images);
  return check.check(layer, check.analytic());
}

void Engine::project_start(Split split) {
  const ImageSet& set = images(split);
  require_some(set, "map");
  next_projection_ = std::make_unique<Projection>(network(), pool_, ImageRange{&set, 0, set.size()},
                                                  projection_.get());
}

ProjectionProgress Engine::project_step() {
  if (!next_projection_) {
    throw Error("wrong-state", "There is no map to go on with. Start one first.");
  }
  const ProjectionProgress progress = next_projection_->step();
  if (progress.done) projection_ = std::move(next_projection_);
  return progress;
}

std::array<float, 2> Engine::project_picture(const Picture& pixels) {
  if (!projection_) throw Error("wrong-state", "There is no map yet. Draw one first.");
  return projection_->project(pixels);
}

ImageNeeds Engine::needs(const TrainingSettings& settings) {
  const bool enough = settings.training_images + validation_images <= all_training_images;
  return {settings.training_images + (enough ? validation_images : 0),
          enough ? 0 : validation_images};
}

Engine::Images Engine::images_for(const TrainingSettings& settings) const {
  const ImageNeeds wanted = needs(settings);
  require_images("The run", "training", wanted.train, train_.size());
  require_images("The run", "test", wanted.test, test_.size());
  const std::size_t count = settings.training_images;
  Images images;
  const ImageRange train = ImageRange::mixed(train_, settings.seed);
  images.training = train.part(0, count);
  images.validation = wanted.test == 0
                          ? train.part(count, validation_images)
                          : ImageRange::mixed(test_, settings.seed).part(0, validation_images);
  return images;
}

void Engine::check_mixture(const Classes& classes) const {
  if (!mixture_ || mixture_->classes() == classes.size()) return;
  throw Error("wrong-state", "What is mixed in is of " + number(mixture_->classes()) +
                                 " classes, and the network tells " + number(classes.size()) +
                                 " apart.");
}

void Engine::fit_start(const TrainingSettings& settings, ImageSet examples) {
  static_cast<void>(network());
  Images images = images_for(settings);
  // All that may fail comes before anything is given up.
  std::optional<Learned> ahead = learned_ahead();
  const NoneOutput* none = ahead ? &ahead->none : none_ ? &*none_ : nullptr;
  const bool corrects = examples.size() != 0;
  std::shared_ptr<const Mixture> mixture = mixture_;
  if (corrects) {
    mixture = rehearsal(examples, classes_.size(), none != nullptr);
  } else {
    check_mixture(classes_);
  }
  std::optional<Tensor> weights;  // where it begins with others than those in use
  if (ahead) {
    weights = std::move(ahead->network->parameters());
  } else if (corrects) {
    weights = network_->parameters();
  }
  const auto swap_weights = [&] {
    if (!weights) return;
    std::swap(network_->parameters(), *weights);
    network_->parameters_changed();
  };
  std::unique_ptr<Sequential> wide;
  std::unique_ptr<BatchRunner> wide_runner;
  std::unique_ptr<Trainer> trainer;
  swap_weights();
  try {
    imprint_new_classes(examples, images.training);
    if (mixture && mixture->has_outliers()) {
      wide = corrects ? none->put_on(*network_) : NoneOutput::widened(*network_);
      wide_runner = std::make_unique<BatchRunner>(*wide, pool_);
    }
    trainer =
        std::make_unique<Trainer>(wide ? *wide : *network_, wide ? *wide_runner : *runner_,
                                  settings, images.training, images.validation, mixture.get());
  } catch (...) {
    swap_weights();
    throw;
  }
  if (ahead) {
    forget_novelty();
    none_ = std::move(ahead->none);
  }
  novelty_fitter_.reset();  // it may look at the examples before
  trainer_ = std::move(trainer);
  wide_runner_ = std::move(wide_runner);
  wide_network_ = std::move(wide);
  run_mixture_ = std::move(mixture);
  run_images_ = std::move(images);
  run_fingerprint_.reset();
  run_examples_ = std::move(examples);
}

std::string Engine::images_note() const {
  if (!trainer_) return "";
  const auto& [training, validation] = run_images_;
  std::string note;
  if (training.order || validation.order) {
    note = "The images come sorted by class, so they were shuffled, as the seed decides.";
  }
  const auto tell_missing = [&](const ImageRange& images, const char* what) {
    const std::string missing = missing_classes(images, image_classes_);
    if (missing.empty()) return;
    if (!note.empty()) note += ' ';
    note += "Among the " + std::string(what) + " images there is none of: " + missing + ".";
  };
  tell_missing(training, "training");
  tell_missing(validation, "validation");
  return note;
}

StepReport Engine::fit_step() {
  if (!fitting()) throw Error("wrong-state", "There is no run to go on with. Start one first.");
  if (!wide_network_) forget_novelty();
  StepReport report = trainer_->step();
  if (run_examples_.size() != 0) {
    if (trainer_->ended()) trained_ = corrected_sentence(trained_, run_examples_.size());
  } else if (report.epoch_end || trained_.empty()) {
    trained_ =
        trained_sentence(trainer_->trained_epochs(), trainer_->settings(), run_mixture_ != nullptr);
  }
  if (wide_network_ && (report.epoch_end || trainer_->ended())) adopt_wide_network();
  return report;
}

NoneOutput Engine::take_none_off(Sequential& narrow) const {
  NoneOutput none = NoneOutput::take_off(*wide_network_, narrow);
  if (none_) none.take_limits(*none_);
  return none;
}

void Engine::adopt_wide_network() {
  NoneOutput none = take_none_off(*network_);
  forget_novelty();
  none_ = std::move(none);
}

std::optional<Engine::Learned> Engine::learned_ahead() const {
  if (!wide_is_ahead()) return {};
  Learned learned{std::make_unique<Sequential>(network_->description()), {}};
  learned.none = take_none_off(*learned.network);
  return learned;
}

void Engine::fit_stop() {
  if (wide_is_ahead()) adopt_wide_network();
  trainer_.reset();
  wide_runner_.reset();
  wide_network_.reset();
}

const std::vector<EpochRecord>& Engine::history() const {
  static const std::vector<EpochRecord> none;
  return trainer_ ? trainer_->history() : none;
}

std::vector<std::uint8_t> Engine::save_checkpoint() const {
  if (!trainer_) throw Error("wrong-state", "There is no run to save. Start one first.");
  if (run_examples_.size() != 0) {
    throw Error("wrong-state",
                "A run with examples of your own cannot be saved. Download the model instead.");
  }
  if (!run_fingerprint_) {
    run_fingerprint_ =
        fingerprint(run_images_.training, run_images_.validation, run_mixture_.get());
  }
  return write_checkpoint(wide_network_ ? *wide_network_ : *network_, classes_,
                          trainer_->settings(), trainer_->state(), *run_fingerprint_);
}

StepReport Engine::restore_checkpoint(std::span<const std::uint8_t> bytes,
                                      std::optional<std::size_t> epochs) {
  Checkpoint checkpoint = read_checkpoint(bytes);
  if (epochs) lengthen(checkpoint.settings, checkpoint.state, *epochs);
  const bool wide = checkpoint.network->classes() == checkpoint.classes.size() + 1;
  if (wide && !(mixture_ && mixture_->has_outliers())) {
    throw Error("bad-checkpoint",
                "This run also learns what is no garment, from pictures that are not here. Give "
                "those that it began with.");
  }
  NetworkDescription description = checkpoint.network->description();
  if (wide) description = NoneOutput::narrowed(std::move(description));
  check_fits_data(description, checkpoint.classes, image_classes_.size(), "bad-checkpoint");
  check_mixture(checkpoint.classes);
  Images images = images_for(checkpoint.settings);
  if (fingerprint(images.training, images.validation, mixture_.get()) !=
      checkpoint.images_fingerprint) {
    throw Error("bad-checkpoint",
                "This run was trained on other images than those loaded here, so it cannot go on "
                "exactly as it was.");
  }
  auto runner = std::make_unique<BatchRunner>(*checkpoint.network, pool_);
  auto trainer =
      std::make_unique<Trainer>(*checkpoint.network, *runner, checkpoint.settings, images.training,
                                images.validation, checkpoint.state, mixture_.get());
  std::string trained =
      trained_sentence(trainer->trained_epochs(), checkpoint.settings, mixture_ != nullptr);
  StepReport report = trainer->report();
  std::unique_ptr<Sequential> narrow;
  std::unique_ptr<BatchRunner> narrow_runner;
  std::optional<NoneOutput> none;
  if (wide) {
    narrow = std::make_unique<Sequential>(std::move(description));
    narrow_runner = std::make_unique<BatchRunner>(*narrow, pool_);
    none = NoneOutput::take_off(*checkpoint.network, *narrow);
  } else {
    narrow = std::move(checkpoint.network);
    narrow_runner = std::move(runner);
  }
  replace(std::move(narrow), std::move(checkpoint.classes), std::move(narrow_runner),
          std::move(trainer), std::move(trained));
  wide_network_ = std::move(checkpoint.network);
  wide_runner_ = std::move(runner);
  none_ = std::move(none);
  novelty_fitter_.reset();  // it may look at the examples before
  run_mixture_ = mixture_;
  run_images_ = std::move(images);
  run_fingerprint_ = checkpoint.images_fingerprint;
  run_examples_ = {};
  return report;
}

std::vector<std::uint8_t> Engine::checkpoint_model(std::span<const std::uint8_t> bytes) {
  const Checkpoint checkpoint = read_checkpoint(bytes);
  Sequential& network = *checkpoint.network;
  check_fits_data(network.description(), checkpoint.classes, checkpoint.classes.size(),
                  "bad-checkpoint");
  network.parameters() = checkpoint.state.parameters;
  return write_model(network, checkpoint.classes, {}, Precision::float32);
}

TrainingSettings Engine::checkpoint_settings(std::span<const std::uint8_t> bytes) {
  return read_checkpoint(bytes).settings;
}

void Engine::evaluate_start(Split split) {
  const std::size_t classes = network().classes();
  const ImageSet& set = images(split);
  require_some(set, "evaluate on");
  evaluator_ = std::make_unique<Evaluator>(*runner_, classes, ImageRange{&set, 0, set.size()});
}

EvaluationProgress Engine::evaluate_step() {
  if (!evaluator_) throw Error("wrong-state", "There is no evaluation. Start one first.");
  return evaluator_->step();
}

void Engine::forget_novelty() {
  novelty_fitter_.reset();
  novelty_.reset();
  none_.reset();
}

void Engine::fit_novelty_start() {
  static_cast<void>(network());
  const std::size_t loaded = train_.size();
  require_images("The novelty score", "training", least_to_fit_novelty + validation_images, loaded);
  const std::size_t last = loaded - validation_images;
  const std::size_t held_out =
      trainer_ ? std::clamp(trainer_->settings().training_images, least_to_fit_novelty, last)
               : last;
  const std::size_t count = std::min(held_out, NoveltyFitter::most_images);
  const TrainingSettings settings = trainer_ ? trainer_->settings() : TrainingSettings{};
  const ImageRange train = ImageRange::mixed(train_, settings.seed);
  novelty_fitter_ = std::make_unique<NoveltyFitter>(
      *runner_, *network_, settings, train.part(0, count), train.part(held_out, validation_images),
      ImageRange{&run_examples_, 0, trainer_ ? run_examples_.size() : 0});
}

NoveltyProgress Engine::fit_novelty_step() {
  if (!novelty_fitter_) {
    throw Error("wrong-state", "There is no novelty score to go on with. Start one first.");
  }
  NoveltyProgress progress;
  try {
    progress = novelty_fitter_->step();
  } catch (...) {
    novelty_fitter_.reset();
    throw;
  }
  if (progress.done) {
    novelty_ = novelty_fitter_->take();
    none_.reset();
    novelty_fitter_.reset();
  }
  return progress;
}

void Engine::set_limit(PictureKind kind, std::span<const Picture> pictures, double kept) {
  if (!none_ || pictures.empty()) {
    throw Error("wrong-state",
                "Limits are set by pictures, for a network that has learned what is no garment.");
  }
  std::vector<float> scores;
  for (const Picture& picture : pictures) {
    std::vector<float> features(network().features());
    const std::vector<float> logits = logits_of(picture, network(), *runner_, features);
    scores.push_back(none_->score(logits, features));
  }
  const auto place = scores.begin() + std::lround(std::clamp(kept, 0.0, 1.0) *
                                                  static_cast<double>(scores.size() - 1));
  std::ranges::nth_element(scores, place);
  none_->set_limit(kind, *place);
}

}  // namespace fitting_room
