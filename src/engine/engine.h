#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/classes.h"
#include "data/images.h"
#include "engine/ceiling.h"
#include "engine/gradient_check.h"
#include "engine/histograms.h"
#include "engine/inside.h"
#include "engine/none_output.h"
#include "engine/novelty.h"
#include "engine/novelty_fitter.h"
#include "engine/projection.h"
#include "engine/proof.h"
#include "engine/run.h"
#include "engine/run_images.h"
#include "formats/safetensors.h"
#include "imaging/drawing.h"
#include "imaging/picture.h"
#include "kernels/thread_pool.h"
#include "nn/sequential.h"
#include "training/evaluator.h"
#include "training/layer_times.h"
#include "training/metrics.h"
#include "training/mixture.h"
#include "training/trainer.h"

namespace fitting_room {

enum class Split { train, test };

/// Probabilities, by class, that add up to 1.
struct Prediction {
  std::vector<float> probabilities;
  std::size_t top = 0;  // the most probable class
  /// How unlike the pictures that the network knows this one is; above 1 its answer is not to be
  /// trusted (see NoneOutput::unlike() and Novelty::score()); nothing while that is not known.
  std::optional<float> unlike;
};

/// What anything outside may ask: one network, the images, at most one run and one evaluation.
/// Every call returns its result or throws Error and then leaves all as it was. Calls come from
/// one thread at a time; work is spread over the engine's own threads.
class Engine {
 public:
  /// Has the reference shape of network after new_model() or load_model(); not before.
  /// @param threads at least 1, the caller's included.
  explicit Engine(std::size_t threads);

  std::size_t threads() const { return pool_.threads(); }
  /// "relaxed SIMD" or "SIMD128": what the kernels were compiled for.
  static const char* simd();
  /// Whether it computes on its threads as it should: see proof().
  bool proves() { return fitting_room::proves(pool_); }

  /// What the machine could do at most: see the function of that name.
  double operations_per_second() { return fitting_room::operations_per_second(pool_); }

  // The model. Replacing it ends the run.

  /// The network that a description would give, without making it: for who is still writing one.
  /// What is wrong with a layer is told by `problem`.
  /// @throws Error "bad-description" where no layer is to blame.
  NetworkSummary summarise(std::string_view description) const;
  /// A network from its description, with fresh weights; its classes are those of the images.
  /// @throws LayerError; Error "bad-description" where no layer is to blame.
  void new_model(std::string_view description, std::uint64_t seed);
  /// One more class behind the others, of which there are no images in the data set: the network
  /// gets an output that gives it next to no probability, and all else stays to the last bit.
  /// @throws Error "bad-settings" for a name that is none, is taken or is one too many.
  void add_class(const std::string& name);
  /// Takes a class away that add_class() has added, in this network or in that of its file.
  /// @throws Error "bad-settings" where there is no such class, or images are of it.
  void remove_class(std::size_t index);
  /// A network with its weights from a safetensors file. @throws Error "bad-model".
  void load_model(std::span<const std::uint8_t> bytes);
  std::vector<std::uint8_t> save_model(Precision precision = Precision::float32) const;
  const Sequential& network() const;
  /// Of the network in use. @throws Error "wrong-state" when there is none.
  NetworkSummary summary() const;
  /// Whose probability each output is. @throws Error "wrong-state" when there is no network.
  const Classes& classes() const;
  /// One sentence about where the weights come from; empty for fresh ones.
  const std::string& trained() const { return trained_; }
  void set_trained(std::string sentence) { trained_ = std::move(sentence); }

  // The images.

  /// The names of their labels: the default ones until others are told.
  const Classes& image_classes() const { return image_classes_; }
  /// @throws Error "bad-data" for another number than the images or the network have that are here.
  void set_image_classes(Classes classes);

  /// Makes room for `count` images in all, so that adding them moves and wastes no memory.
  /// @throws Error "out-of-memory".
  void reserve_images(Split split, std::size_t count);

  /// Appends the images of a pair of IDX files. @return how many the split holds now.
  /// @throws Error "bad-data".
  std::size_t add_images(Split split, std::span<const std::uint8_t> images_idx,
                         std::span<const std::uint8_t> labels_idx);
  void clear_images(Split split);
  const ImageSet& images(Split split) const;

  // Seeing.

  /// @param pixels light garment on black, 0..255. @param kind by what limit it is to be judged
  /// whether the network knows its like.
  Prediction predict(const Picture& pixels, PictureKind kind = PictureKind::photo);
  /// Several pictures at once, spread over the threads. @param pixels {count, 28, 28}.
  /// @return probabilities {count, classes}. @throws Error "bad-image" for a part of a picture.
  std::vector<float> predict_batch(std::span<const std::uint8_t> pixels);

  /// Renders what is being drawn, stroke by stroke.
  DrawingRenderer& renderer() { return renderer_; }

  // Looking inside, with the present parameters. See Inside.

  /// What every layer makes of a picture.
  std::vector<LayerActivations> activations(const Picture& pixels);
  /// Which parts of a picture speak for a class, by its maps. {28, 28}, at least 0.
  /// @throws Error "bad-settings" when there is no such class, or no convolution.
  std::vector<float> grad_cam(const Picture& pixels, std::size_t wanted);
  /// The same, asked of the whole network instead of its maps (Zeiler & Fergus 2014): by how much
  /// the class's probability falls when a black square of 5 × 5 lies on the picture, its middle on
  /// each pixel in turn. {28, 28}; negative where the picture would rather be without that part.
  /// @throws Error "bad-settings" when there is no such class.
  std::vector<float> occlusion(const Picture& pixels, std::size_t wanted);
  /// How the parameters of each layer and their gradients in the last training step are spread, and
  /// which units are dead: seen on the first 256 images that are loaded, training images before
  /// test images.
  std::vector<LayerHistogram> histograms() const;
  /// What each layer takes for an image in training, on one thread; see layer_times(). For most of
  /// a second nothing else is done. @throws Error "wrong-state" without training images.
  std::vector<LayerTime> layer_times() const;
  /// A layer's gradients beside differences of the loss, for the images as one training batch.
  /// Nothing is changed by it, not even what a run would draw next. See GradientCheck.
  /// @throws Error "bad-settings" when no layer has this name, and as GradientCheck().
  CheckedLayer check_gradients(std::string_view layer, const ImageSet& images) const;

  // The images in the plane, by what the network makes of them: see Projection. One call of
  // project_step() is a small part of the work; a run and an evaluation may go on between them.

  /// Begins with the present parameters; the projection before stays until this one is done.
  /// @throws Error "wrong-state" when the split has no images.
  void project_start(Split split);
  /// @return where the projection stands. Its points stay where they are until the next is done.
  ProjectionProgress project_step();
  /// Where a picture lies in the last projection that is done, seen with its parameters.
  /// @throws Error "wrong-state" when there is none.
  std::array<float, 2> project_picture(const Picture& pixels);

  // Training. One call of fit_step() is one batch.

  /// Images as the network would see them in a step of a run with these settings.
  /// @param pixels {labels.size(), 28, 28}, 0..255; changed copies are returned.
  /// @throws Error "bad-image" when there is not one label for each image.
  std::vector<std::uint8_t> augment(const TrainingSettings& settings, std::uint32_t step,
                                    std::span<const std::uint8_t> pixels,
                                    std::span<const std::uint8_t> labels) const;

  /// See RunImages.
  static ImageNeeds needs(const TrainingSettings& settings) { return RunImages::needed(settings); }
  /// What the next runs, begun or restored, train on beside the data set; nullptr for nothing.
  /// Where it has pictures of no garment, the network learns an output for them along with its own:
  /// see NoneOutput.
  void set_mixture(std::shared_ptr<const Mixture> mixture) { mixture_ = std::move(mixture); }
  /// @param examples pictures of the visitor's own, of which each batch has some beside its images,
  /// in place of what the mixture has. Where the network tells what is no garment, it goes on doing
  /// so. Such a run cannot be saved.
  /// @throws Error "wrong-state" when images are missing, or the mixture is of other classes;
  /// "bad-image" for an example of no class.
  void fit_start(const TrainingSettings& settings, ImageSet examples = {});
  /// @throws Error "wrong-state" when there is no run.
  StepReport fit_step();
  /// What is odd about the run's images: see RunImages::oddities(). Empty where there is no run.
  std::string images_note() const;
  bool fitting() const { return run_ && !run_->ended(); }
  /// Drops the run; the weights stay.
  void fit_stop();
  const std::vector<EpochRecord>& history() const;

  /// The whole state of the run. @throws Error "wrong-state" when there is none, or it has
  /// examples.
  std::vector<std::uint8_t> save_checkpoint() const;
  /// Takes over a saved run with its network; its images must be there. The run goes on with
  /// fit_step(). @param epochs in all, for a run that is to have more than it began with: see
  /// lengthen(). @throws Error "bad-checkpoint"; "wrong-state" when images are missing;
  /// "bad-settings" when it cannot have so many epochs.
  StepReport restore_checkpoint(std::span<const std::uint8_t> bytes,
                                std::optional<std::size_t> epochs = {});
  /// A saved run's network with its weights, as save_model() gives it; nothing is taken over.
  /// @throws Error "bad-checkpoint".
  static std::vector<std::uint8_t> checkpoint_model(std::span<const std::uint8_t> bytes);
  /// What a saved run's images are, without taking it over. @throws Error "bad-checkpoint".
  static TrainingSettings checkpoint_settings(std::span<const std::uint8_t> bytes);

  // Judging. One call of evaluate_step() is one batch.

  /// @throws Error "wrong-state" when the split has no images.
  void evaluate_start(Split split);
  /// @return where the evaluation stands; its metrics and probabilities are final when `done`. The
  /// probabilities stay where they are until the next evaluate_start() or another model.
  EvaluationProgress evaluate_step();

  // Knowing what it does not know. One call of fit_novelty_step() is one batch.

  /// Fits what Prediction::unlike needs to the present weights: to the training images and, for the
  /// limits, to the 2,000 that follow those trained on, or the last 2,000 where fewer follow. Part
  /// of the saved model; the next fit_step() drops it.
  /// @throws Error "wrong-state" with fewer than 2,200 training images.
  void fit_novelty_start();
  /// @throws Error "wrong-state" when none was started, or the network makes the same of all
  /// images.
  NoveltyProgress fit_novelty_step();
  /// Whether predictions say how unlike the known pictures one is.
  bool tells_unlike() const { return novelty_.has_value() || none_.has_value(); }
  /// For a network that has learned what is no garment: what it makes of pictures of garments that
  /// it was not trained on decides how sure it must be of others.
  /// @param kept how many of them are to be answered, 0 to 1.
  /// @throws Error "wrong-state" for other networks, or without pictures.
  void set_limit(PictureKind kind, std::span<const Picture> pictures, double kept);

 private:
  /// @param classes of the network.
  void check_mixture(const Classes& classes) const;
  /// Ends what was under way and puts another model in place. The run may be null.
  void replace(std::unique_ptr<Sequential> network, Classes classes,
               std::unique_ptr<BatchRunner> runner, std::unique_ptr<Run> run, std::string trained);
  /// What the run's output for no garment has learned, with the limits that are in use.
  /// @param narrow receives the rest of its network.
  NoneOutput take_none_off(Sequential& narrow) const;
  /// Takes over what the run with an output for no garment has learned.
  void adopt_wide_network();
  /// The same beside the network in use, where the run has learned more.
  struct Learned {
    std::unique_ptr<Sequential> network;
    NoneOutput none;
  };
  std::optional<Learned> learned_ahead() const;
  /// Ends the run and puts the same network with other outputs in place. @param ahead what the
  /// network was made from, if not from that in use.
  void change_outputs(std::unique_ptr<Sequential> network, Classes classes,
                      std::optional<Learned> ahead);
  /// Whether the run has learned more than network_ has taken over.
  bool wide_is_ahead() const { return fitting() && run_->is_wide(); }
  /// The weights are changing: what told for them how unlike a picture is does so no more.
  void forget_novelty();

  Inside& inside();

  ThreadPool pool_;
  DrawingRenderer renderer_;
  ImageSet train_, test_;
  Classes image_classes_ = default_classes(), classes_;  // of the images, of the network
  std::string trained_;
  // What uses the network is declared after it, so that it is destroyed before it.
  std::unique_ptr<Sequential> network_;
  std::unique_ptr<Inside> inside_;  // made when first asked for
  std::unique_ptr<BatchRunner> runner_;
  std::shared_ptr<const Mixture> mixture_;  // of the next run
  std::unique_ptr<Run> run_;
  std::unique_ptr<Evaluator> evaluator_;
  std::unique_ptr<Projection> projection_, next_projection_;  // with a network of their own
  std::unique_ptr<NoveltyFitter> novelty_fitter_;
  // Of the present weights; at most one of them is there.
  std::optional<Novelty> novelty_;
  std::optional<NoneOutput> none_;
};

}  // namespace fitting_room
