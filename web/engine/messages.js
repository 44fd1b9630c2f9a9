// The protocol between the page and the worker: types only, nothing here runs.
//
// The page sends requests, each with an id of its own. The worker answers each one exactly once, by
// a result or an error, and may send any number of progress replies before. Requests are handled in
// the order in which they were sent; long ones (fit, evaluate, fitNovelty, loadImages) advance in small steps
// between the others. Some replies belong to no request: a snapshot of the model and the number of
// loaded images, which the page keeps for a worker to come, and the news that this one cannot go on.

/** @typedef {import('./core.js').Commands} Commands */
/** @typedef {import('./variants.js').Variant} Variant */
/** @typedef {import('./settings-table.js').Settings} Settings */
/** @typedef {'train' | 'test'} Split */
/** @typedef {Record<Split, number>} Counts */

/**
 * What the engine runs on.
 * @typedef {object} EngineInfo
 * @property {Variant} variant which build of the C++ core
 * @property {string} simd `relaxed SIMD` or `SIMD128`
 * @property {number} threads
 * @property {import('./variants.js').PassedOver[]} passedOver faster builds that were tried and left out
 */

/** What the worker tells of itself. @typedef {Omit<EngineInfo, 'passedOver'>} Started */

/**
 * One layer as a visitor writes it, with the fields of its type, as src/nn/description.h has them.
 * @typedef {{ type: string, [field: string]: string | number }} LayerDescription
 */

/**
 * A network as data: what model/reference.json holds.
 * @typedef {object} NetworkDescription
 * @property {string} name
 * @property {number[]} input `[28, 28, 1]`
 * @property {LayerDescription[]} layers
 */

/**
 * @typedef {object} LayerSummary
 * @property {string} name
 * @property {string} type for instance `Conv2D`
 * @property {string} detail for instance `32 filters 3 × 3, ReLU`
 * @property {number[]} outputShape without the batch: `[26, 26, 32]`
 * @property {number} parameters
 */

/**
 * What can be told of a network without making it.
 * @typedef {object} Outline
 * @property {string} name
 * @property {NetworkDescription} description with all the fields that may be left out
 * @property {LayerSummary[]} layers
 * @property {number} parameters of all layers
 * @property {number} trainable how many of them training changes; the others are moving statistics
 * @property {{ layer: number, message: string } | null} problem the first layer that cannot work, counted
 *   from 1, and a sentence for the visitor: then all the rest is about the layers before it
 */

/**
 * The network in use; `classes`: their names, in the order of labels, probabilities and confusion matrices;
 * `trained`: how its weights were trained, null for a fresh network.
 * @typedef {Outline & { classes: string[], trained: string | null }} Summary
 */

/**
 * @typedef {object} Memory
 * @property {number} wasm bytes that the C++ core and its threads have taken from the browser; they
 *   never become fewer
 */

/**
 * @typedef {object} Prediction
 * @property {number[]} probabilities one for each class, summing to 1, in the order of Summary's `classes`
 * @property {number} top the class with the highest
 * @property {Unlike} unlike
 */

/**
 * What a picture is: a photo, as all images of the data set are, or lines that a hand drew.
 * @typedef {'photo' | 'drawing'} PictureKind
 */

/**
 * How unlike the pictures that the network knows a picture is, 0 to 1,000. Above 1 the network is not
 * sure: the probabilities say what it would take the picture for if it had to choose, and are not to be
 * trusted. Null where the network cannot tell.
 *
 * A network that also learned what is no garment, as the ready-made model may have (tensors `none/…` of
 * its file), has a limit for photos and another one for drawings; below 1 lie most of the garments of that
 * kind that it was not trained on. Others tell once engine.fitNovelty() has fitted a novelty score to them,
 * by one limit for both: above 1 are no more than 3.5 in 100 of the images held out from training.
 * @typedef {number | null} Unlike
 */

/**
 * @typedef {object} Sight
 * @property {Uint8Array | null} pixels the 28 × 28 picture that the network sees, rows first,
 *   0 black to 255 white; null for an empty picture
 * @property {PictureKind | null} kind what the picture was taken for: an upload may turn out to be
 *   a drawing; null for an empty picture
 * @property {number[] | null} probabilities as Prediction's
 * @property {Unlike} unlike null for an empty picture, too
 * @property {boolean} empty nothing is in the picture, so nothing is predicted
 */

/**
 * One change of a drawing, in the pixels of a square of 336 × 336, from its top left corner.
 * @typedef {object} Mark
 * @property {'stroke' | 'fill'} kind a line as the hand gave it, which is drawn as a smooth one; or a
 *   flood of the area of like grey around a point
 * @property {number} grey a whole number, 0 black, which erases, to 255 white
 * @property {ArrayLike<number>} points x, y and width of each by turns; widths above 0, at most 128. A fill
 *   has one point, whose width does not matter
 */

/**
 * @typedef {object} Drawing
 * @property {Mark[]} marks in the order in which they were made
 * @property {ArrayLike<number>} [base] a picture of 784 pixels under them, 0 to 255; left out, all is black
 */

/**
 * A drawing on its way: for each mark its kind (0 stroke, 1 fill), grey and number of points, then its
 * points.
 * @typedef {{ base: Uint8Array | null, marks: Float32Array<ArrayBuffer> }} PackedDrawing
 */

/**
 * Which inputs a value of a convolution or a pooling comes from: at row y and column x, those from
 * row y * stride - top and column x * stride - left on, `size` of each. What lies outside of the
 * input counts as zeros in a convolution and not at all in a pooling.
 * @typedef {{ size: number, stride: number, top: number, left: number }} Window
 */

/**
 * What a layer makes of a picture.
 * @typedef {object} LayerActivations
 * @property {string} name
 * @property {string} type for instance `Conv2D`
 * @property {'relu' | 'linear' | 'softmax'} activation
 * @property {Window | null} window of Conv2D and MaxPool2D
 * @property {number[]} shape `[height, width, channels]` or `[features]`
 * @property {Float32Array} values in that order: the channels of a place lie side by side
 */

/** @typedef {{ layers: LayerActivations[] }} Activations */

/**
 * @typedef {object} Parameter
 * @property {number[]} shape
 * @property {Float32Array} values
 */

/**
 * @typedef {object} LayerParameters
 * @property {Parameter} [kernel] `[height, width, inputs, outputs]` of a convolution,
 *   `[inputs, outputs]` of a dense layer
 * @property {Parameter} [bias] `[outputs]`
 * @property {Parameter} [gamma] of a batch normalization `[channels]`, as the following
 * @property {Parameter} [beta]
 * @property {Parameter} [moving_mean]
 * @property {Parameter} [moving_variance]
 */

/**
 * How a heat map is made: from the last convolution's maps and their gradients, or by covering a
 * part of the picture after the other.
 * @typedef {'grad-cam' | 'occlusion'} HeatMethod
 */

/**
 * How some numbers are spread: what is said is said of those that are finite.
 * @typedef {object} Distribution
 * @property {number} count finite numbers
 * @property {number} notFinite those that are NaN or infinite
 * @property {number} mean
 * @property {number} deviation standard deviation
 * @property {number} zeros share that is exactly 0, 0 to 1
 * @property {number} low where the first bin begins
 * @property {number} high where the last bin ends
 * @property {number[]} bins 64 counts, of equal width
 */

/**
 * @typedef {object} ParameterHistogram
 * @property {string} name for instance `kernel`
 * @property {boolean} trainable whether the optimizer changes it; else its layer does, such as a
 *   moving mean
 * @property {Distribution} values
 * @property {Distribution | null} gradients of the last training step; null before the first one,
 *   and of what is not trainable
 * @property {number} freshDeviation the standard deviation with which such a parameter is
 *   initialised; 0 where that is no matter of chance
 */

/**
 * @typedef {object} LayerHistogram
 * @property {string} name
 * @property {string} type
 * @property {ParameterHistogram[]} parameters
 * @property {{ units: number, dead: number, images: number } | null} units of a ReLU layer, its
 *   filters or outputs, and how many of them are 0 everywhere for each of so many images; null for
 *   other layers, and while no images are loaded
 */

/** @typedef {{ layers: LayerHistogram[] }} Histograms of the layers that have parameters */

/**
 * The derivative of the loss by one number of a parameter, found in two ways.
 * @typedef {object} CheckedGradient
 * @property {number[]} place of the number in its parameter, as LayerParameters has it: `[2, 0, 5, 17]`
 * @property {number} analytic by backpropagation
 * @property {number} numerical by a central difference, (loss above − loss below) / (2 step)
 * @property {number} reluKinks units whose ReLU opens or shuts between the two sides
 * @property {number} poolingKinks windows of a max pooling that another input wins
 */

/**
 * @typedef {object} CheckedLayer
 * @property {number} loss mean over the images
 * @property {number} largestLogit in size: what float32 rounds off it is off the loss, too
 * @property {number} step by which a number is moved to either side
 * @property {{ name: string, gradients: CheckedGradient[] }[]} parameters those that are trainable; of each
 *   all numbers, or twelve: six with the largest gradients, and six spread over all
 */

/**
 * What a layer takes for an image in training, in seconds, on one thread.
 * @typedef {object} LayerTime
 * @property {string} name with those whose work it does, too: `conv2d + max_pooling2d`
 * @property {number} forward
 * @property {number} backward
 */

/**
 * Images as points in the plane: the features before the last layer, projected on their first two
 * principal components.
 * @typedef {object} Projection
 * @property {Float32Array} points two coordinates for each image, in the order of the set
 * @property {Uint8Array} labels one for each image, counted from 0
 * @property {number[]} explained the share of the features' variance that each of the two axes has
 * @property {number} features numbers before the last layer
 */

/**
 * @typedef {object} Images
 * @property {Uint32Array} indices in the loaded set
 * @property {Uint8Array} pixels 784 for each image, rows first, 0 black to 255 white
 * @property {Uint8Array} labels one for each image: the place of its class among `classes`
 * @property {string[]} classes of the data
 */

/**
 * Pictures with what they show.
 * @typedef {object} Examples
 * @property {ArrayLike<number>} pixels 784 for each, as for predict()
 * @property {ArrayLike<number>} labels one for each: the place of its class among those of the network
 */

/** The same as bytes. @typedef {{ pixels: Uint8Array, labels: Uint8Array }} PackedExamples */

/**
 * Which loaded images: by index, or a stretch of a set or of one class of it.
 * @typedef {{ split: Split, indices: ArrayLike<number> }
 *   | { split: Split, class?: number, start?: number, count: number }} ImagesQuery
 */

/**
 * What a setting is, in the words of JSON Schema: its range, its choices.
 * @typedef {object} Setting
 * @property {string} title
 * @property {string} description
 * @property {'integer' | 'number' | 'string' | 'boolean'} type
 * @property {number | string | boolean} default
 * @property {number} [minimum] of integers and numbers, which have this or exclusiveMinimum
 * @property {number} [exclusiveMinimum]
 * @property {number} [maximum] likewise
 * @property {number} [exclusiveMaximum]
 * @property {readonly string[]} [enum] the choices, of strings
 * @property {readonly string[]} [optimizers] those that have the setting; left out: all
 */

/**
 * What a restored run is and how far it got.
 * @typedef {object} RestoredRun
 * @property {Settings} settings all of them
 * @property {Epoch[]} epochs those that were finished
 * @property {number} share of its steps that are done, 0 to 1
 */

/**
 * One batch on which the network was trained.
 * @typedef {object} BatchPoint
 * @property {number} step counted from 1 over all epochs of the run
 * @property {number} images in it: an epoch's last batch may be smaller
 * @property {number} loss mean over the batch
 * @property {number} accuracy 0 to 1
 */

/**
 * @typedef {object} FitProgress
 * @property {'training' | 'validating'} phase
 * @property {number} epoch counted from 1
 * @property {number} epochs
 * @property {number} step batches done in this epoch's training or validation
 * @property {number} steps of so many
 * @property {number} loss mean over the images of this epoch's training or validation so far
 * @property {number} accuracy likewise, 0 to 1
 * @property {number | null} imagesPerSecond while training, smoothed; null until measured
 * @property {number | null} secondsLeft to the end of the run; null until it can be told
 * @property {BatchPoint[]} batches all training batches since the last report
 * @property {string} note what is odd about the images, for the visitor: that they came sorted by class, or which
 *   classes have none; empty where nothing is
 */

/**
 * @typedef {object} Epoch
 * @property {number} epoch counted from 1
 * @property {number} loss mean over the epoch's images as they were trained on
 * @property {number} accuracy 0 to 1
 * @property {number} validationLoss
 * @property {number} validationAccuracy
 * @property {number[]} confusion counts, one for each pair of classes: rows are true classes, columns predicted ones
 */

/**
 * @typedef {object} History
 * @property {Epoch[]} epochs all that were finished
 * @property {'finished' | 'stopped' | 'diverged'} state
 * @property {string} [message] for the visitor, where the run diverged, stopped early or went back
 *   to its best epoch
 */

/**
 * @typedef {object} Evaluation
 * @property {number} loss
 * @property {number} accuracy 0 to 1
 * @property {number} count images
 * @property {number[]} confusion counts, one for each pair of classes: rows are true classes, columns predicted ones
 * @property {Float32Array} probabilities as Prediction's, image by image, in the order of the set
 * @property {Uint8Array} labels one for each image: its true class
 */

/** @typedef {{ loaded: number, total: number }} DownloadProgress bytes */
/**
 * What of the data set is kept on this device, so that it needs no network.
 * @typedef {object} KeptImages
 * @property {Counts} kept images
 * @property {Counts} all images that there are
 * @property {number} missingBytes of the others' files
 */
/** @typedef {{ processed: number, count: number }} EvaluateProgress images */
/** @typedef {{ download: DownloadProgress } | { fit: FitProgress } | { epoch: Epoch }} FitReport */

/**
 * A plain command: the arguments for the core's method of that name, and what it returns.
 * @typedef {{ [Name in keyof Commands]:
 *   { payload: { args: Parameters<Commands[Name]> }, result: ReturnType<Commands[Name]> } }} CommandCalls
 */

/**
 * The requests that handlers answer: what each brings and what it is answered with.
 * `build` in start: that of the page, of which the worker must be; `data`: address of the folder with the manifest;
 * `life`: the lock that the worker holds while it lives; `restore`: what the worker before had, for one that replaces
 * a dead one.
 * `run` in pause, resume, step and stop, and `request` in abort: the id of the request that is meant.
 * @typedef {object} HandledCalls
 * @property {{ payload: { build: string, variant: Variant, threads: number, data: string,
 *     life: string, restore: { model: ArrayBuffer | null, images: Counts } }, result: Started,
 *   progress: 'arrived' }} start
 * @property {{ payload: { description: string, seed: number }, result: null }} newModel
 * @property {{ payload: { bytes: Uint8Array }, result: null }} loadModel
 * @property {{ payload: { name: string }, result: null }} addClass
 * @property {{ payload: { index: number }, result: null }} removeClass
 * @property {{ payload: { split: Split, count: number | null }, result: { count: number },
 *     progress: DownloadProgress }} loadImages null for all
 * @property {{ payload: {}, result: KeptImages }} imagesKept
 * @property {{ payload: { settings: string }, result: Counts }} imagesNeeded
 * @property {{ payload: { query: ImagesQuery }, result: Images }} images
 * @property {{ payload: { settings: string, pixels: Uint8Array, labels: Uint8Array, step: number },
 *     result: Uint8Array }} augment
 * @property {{ payload: { settings: string | null, examples: PackedExamples, paused: boolean }, result: History,
 *     progress: FitReport }} fit settings as JSON; null to go on with a restored run
 * @property {{ payload: { run: number }, result: null }} step
 * @property {{ payload: { split: Split }, result: Projection, progress: EvaluateProgress }} project
 * @property {{ payload: { run: number }, result: null }} pause
 * @property {{ payload: { run: number }, result: null }} resume
 * @property {{ payload: { run: number }, result: null }} stop
 * @property {{ payload: { split: Split }, result: Evaluation, progress: EvaluateProgress }} evaluate
 * @property {{ payload: {}, result: null, progress: EvaluateProgress }} fitNovelty
 * @property {{ payload: { bytes: Uint8Array, epochs: number | null }, result: RestoredRun,
 *     progress: DownloadProgress }} restoreCheckpoint
 */

/** @typedef {HandledCalls & CommandCalls} Calls */
/** @typedef {keyof Calls} CallName */

/**
 * @template {CallName} Name
 * @typedef {{ id: number, type: Name } & Calls[Name]['payload']} RequestOf
 */

/** @typedef {{ [Name in CallName]: RequestOf<Name> }[CallName]} Request */

/** An abort has no answer: the page has stopped listening for the request's. */
/** @typedef {{ type: 'abort', request: number }} Abort */

/** @typedef {Request | Abort} ToWorker */

/**
 * @typedef {{ id: number, type: 'result', result: unknown }
 *   | { id: number, type: 'error', code: string, message: string, layer: number | null, cause?: string }
 *   | { id: number, type: 'progress', progress: unknown }
 *   | { type: 'snapshot', model: ArrayBuffer }
 *   | { type: 'images', images: Counts }
 *   | { type: 'crash', reason: string }} ToPage
 */

export {};
