#include "engine/engine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "engine/checkpoint.h"
#include "engine/fits_data.h"
#include "engine/inference.h"
#include "engine/model_file.h"
#include "engine/new_classes.h"
#include "engine/outputs.h"
#include "engine/rehearsal.h"
#include "kernels/simd.h"
#include "tensor/error.h"
#include "text/shown.h"
#include "training/augmentation.h"
#include "training/image_range.h"

namespace fitting_room {
namespace {

/// Enough to tell a dead unit from a rare one, few enough to be asked for while training.
constexpr std::size_t histogram_images = 256;
/// Fewer tell nothing of how features vary.
constexpr std::size_t least_to_fit_novelty = 200;

/// @param task what the images are for.
void require_some(const ImageSet& set, const char* task) {
  if (set.size() != 0) return;
  throw Error("wrong-state",
              "There are no images to " + std::string(task) + ". Load the images first.");
}

}  // namespace

Engine::Engine(std::size_t threads) : pool_(threads) {}

const char* Engine::simd() { return simd::level; }

void Engine::replace(std::unique_ptr<Sequential> network, Classes classes,
                     std::unique_ptr<BatchRunner> runner, std::unique_ptr<Run> run,
                     std::string trained) {
  evaluator_.reset();
  forget_novelty();
  inside_.reset();
  run_ = std::move(run);
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

void Engine::change_outputs(std::unique_ptr<Sequential> network, Classes classes,
                            std::optional<Learned> ahead) {
  auto runner = std::make_unique<BatchRunner>(*network, pool_);
  std::optional<Novelty> novelty;
  std::optional<NoneOutput> none;
  if (ahead) {
    none = std::move(ahead->none);
  } else {
    novelty = std::move(novelty_);
    none = std::move(none_);
  }
  replace(std::move(network), std::move(classes), std::move(runner), nullptr, std::move(trained_));
  novelty_ = std::move(novelty);
  none_ = std::move(none);
}

void Engine::add_class(const std::string& name) {
  Classes more = classes();
  more.push_back(name);
  more = parse_classes(to_json(more), "bad-settings");
  std::optional<Learned> ahead = learned_ahead();
  const Sequential& now = ahead ? *ahead->network : *network_;
  auto network = with_output(now, {std::vector<float>(now.features()), -reach_of_new_class});
  change_outputs(std::move(network), std::move(more), std::move(ahead));
}

void Engine::remove_class(std::size_t index) {
  Classes fewer = classes();
  check_class(*network_, index);
  if (index < image_classes_.size()) {
    throw Error("bad-settings", "The images are of the class " + fewer[index] +
                                    ", so it stays. Choose a class of your own.");
  }
  fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(index));
  std::optional<Learned> ahead = learned_ahead();
  const Sequential& now = ahead ? *ahead->network : *network_;
  auto network = std::make_unique<Sequential>(with_outputs(now.description(), fewer.size()));
  take_output(now, index, *network);
  change_outputs(std::move(network), std::move(fewer), std::move(ahead));
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
    throw Error("bad-data", "These images are of " + with_commas(classes.size()) +
                                " classes, but " + with_commas(image_classes_.size()) +
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

void Engine::check_mixture(const Classes& classes) const {
  if (!mixture_ || mixture_->classes() == classes.size()) return;
  throw Error("wrong-state", "What is mixed in is of " + with_commas(mixture_->classes()) +
                                 " classes, and the network tells " + with_commas(classes.size()) +
                                 " apart.");
}

void Engine::fit_start(const TrainingSettings& settings, ImageSet examples) {
  static_cast<void>(network());
  RunImages images = RunImages::of(settings, train_, test_);
  // All that may fail comes before anything is given up.
  std::optional<Learned> ahead = learned_ahead();
  const NoneOutput* none = ahead ? &ahead->none : none_ ? &*none_ : nullptr;
  const bool corrects = examples.size() != 0;
  std::shared_ptr<const Mixture> mixture = mixture_;
  if (corrects) {
    mixture = rehearsal(examples, classes_.size(), none != nullptr);
  } else {
    check_mixture(classes_);
    none = nullptr;  // what is no garment is learned anew
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
  std::unique_ptr<Run> run;
  swap_weights();
  try {
    imprint_new_classes(*network_, *runner_, image_classes_.size(), examples, images.training);
    run = std::make_unique<Run>(*network_, *runner_, pool_, settings, std::move(images),
                                std::move(mixture), std::move(examples), none);
  } catch (...) {
    swap_weights();
    throw;
  }
  if (ahead) {
    forget_novelty();
    none_ = std::move(ahead->none);
  }
  novelty_fitter_.reset();  // it fits what tells unlike pictures to weights that are to change
  run_ = std::move(run);
}

std::string Engine::images_note() const {
  return run_ ? run_->images().oddities(image_classes_) : "";
}

StepReport Engine::fit_step() {
  if (!fitting()) throw Error("wrong-state", "There is no run to go on with. Start one first.");
  if (!run_->is_wide()) forget_novelty();
  StepReport report = run_->step();
  const bool new_sentence = run_->corrects() ? run_->ended() : report.epoch_end || trained_.empty();
  if (new_sentence) trained_ = run_->trained_sentence(trained_);
  if (run_->is_wide() && (report.epoch_end || run_->ended())) adopt_wide_network();
  return report;
}

NoneOutput Engine::take_none_off(Sequential& narrow) const {
  NoneOutput none = run_->take_none_off(narrow);
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
  run_.reset();
}

const std::vector<EpochRecord>& Engine::history() const {
  static const std::vector<EpochRecord> none;
  return run_ ? run_->history() : none;
}

std::vector<std::uint8_t> Engine::save_checkpoint() const {
  if (!run_) throw Error("wrong-state", "There is no run to save. Start one first.");
  return run_->save(classes_);
}

StepReport Engine::restore_checkpoint(std::span<const std::uint8_t> bytes,
                                      std::optional<std::size_t> epochs) {
  Checkpoint checkpoint = read_checkpoint(bytes);
  if (epochs) lengthen(checkpoint.settings, checkpoint.state, *epochs);
  Classes classes = checkpoint.classes;
  const bool wide = checkpoint.network->classes() == classes.size() + 1;
  if (wide && !(mixture_ && mixture_->has_outliers())) {
    throw Error("bad-checkpoint",
                "This run also learns what is no garment, from pictures that are not here. Give "
                "those that it began with.");
  }
  NetworkDescription description = checkpoint.network->description();
  if (wide) description = NoneOutput::narrowed(std::move(description));
  check_fits_data(description, classes, image_classes_.size(), "bad-checkpoint");
  check_mixture(classes);
  RunImages images = RunImages::of(checkpoint.settings, train_, test_);
  if (images.fingerprint(mixture_.get()) != checkpoint.images_fingerprint) {
    throw Error("bad-checkpoint",
                "This run was trained on other images than those loaded here, so it cannot go on "
                "exactly as it was.");
  }
  auto network =
      wide ? std::make_unique<Sequential>(std::move(description)) : std::move(checkpoint.network);
  auto runner = std::make_unique<BatchRunner>(*network, pool_);
  auto run = std::make_unique<Run>(*network, *runner, pool_, std::move(checkpoint),
                                   std::move(images), mixture_);
  std::optional<NoneOutput> none;
  if (wide) none = run->take_none_off(*network);
  std::string trained = run->trained_sentence("");
  StepReport report = run->report();
  replace(std::move(network), std::move(classes), std::move(runner), std::move(run),
          std::move(trained));
  none_ = std::move(none);
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
      run_ ? std::clamp(run_->settings().training_images, least_to_fit_novelty, last) : last;
  const std::size_t count = std::min(held_out, NoveltyFitter::most_images);
  const TrainingSettings settings = run_ ? run_->settings() : TrainingSettings{};
  const ImageRange train = ImageRange::mixed(train_, settings.seed);
  novelty_fitter_ = std::make_unique<NoveltyFitter>(
      *runner_, *network_, settings, train.part(0, count), train.part(held_out, validation_images),
      run_ ? run_->examples() : ImageSet{});
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
