#!/usr/bin/python3
"""The reference CNN in PyTorch, as a process that answers requests: one JSON object a line, in and out.

    {"call": "start", "threads": 2, "weights": {name: {"shape", "values"}}, "pixels", "labels", "rates", "modes"}
    {"call": "probabilities", "pixels"}
    {"call": "sample", "kind": "train" | "infer", "batch", "seconds"}

Arrays are base64: float32 weights with Keras' names and layout, bytes for pixels and labels. The answer is
{"result": …} or {"error": "…"}. A sample is images a second in training, milliseconds a call in inference.
"""

import base64
import ctypes
import json
import statistics
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

WARM_UP_SHARE = 0.5  # as in page/sampling.js
TRIAL_SECONDS = 0.3
FORMATS = {"NCHW": torch.contiguous_format, "NHWC": torch.channels_last}


def array(text, dtype):
    return torch.from_numpy(numpy.frombuffer(base64.b64decode(text), dtype).copy())


def scaled(pixels):
    return array(pixels, "uint8").reshape(-1, 1, 28, 28).float() / 255


def set_blas_threads(count):
    """torch.set_num_threads() is about OpenMP only. Without OpenBLAS there is nothing to set."""
    blas = ctypes.CDLL("libblas.so.3")
    if hasattr(blas, "openblas_set_num_threads"):
        blas.openblas_set_num_threads(count)


class Network(nn.Module):
    """Activations are NHWC in Keras and NCHW in PyTorch, so the first dense layer's rows are turned round."""

    def __init__(self, weights, rates):
        super().__init__()
        self.convolutions = nn.ModuleList(nn.Conv2d(i, o, 3) for i, o in ((1, 32), (32, 64), (64, 128)))
        self.dense = nn.ModuleList(nn.Linear(i, o) for i, o in ((1152, 128), (128, 10)))
        self.drop = nn.ModuleList(nn.Dropout(rate) for rate in rates)
        kernels = {name: array(w["values"], "float32").reshape(w["shape"]) for name, w in weights.items()}
        with torch.no_grad():
            for layer, name in zip(self.convolutions, ("conv2d", "conv2d_1", "conv2d_2")):
                layer.weight.copy_(kernels[f"{name}/kernel"].permute(3, 2, 0, 1))
                layer.bias.copy_(kernels[f"{name}/bias"])
            rows = kernels["dense/kernel"].reshape(3, 3, 128, 128).permute(2, 0, 1, 3).reshape(1152, 128)
            for layer, name, kernel in zip(self.dense, ("dense", "dense_1"), (rows, kernels["dense_1/kernel"])):
                layer.weight.copy_(kernel.T)
                layer.bias.copy_(kernels[f"{name}/bias"])

    def forward(self, x):
        x = self.drop[0](functional.max_pool2d(functional.relu(self.convolutions[0](x)), 2))
        x = self.drop[1](functional.max_pool2d(functional.relu(self.convolutions[1](x)), 2))
        x = functional.relu(self.convolutions[2](x)).flatten(1)
        x = self.drop[2](functional.relu(self.dense[0](x)))
        return self.dense[1](x)


class Way:
    """One way to run the network: a memory format and so many threads for OpenBLAS."""

    def __init__(self, memory, blas_threads, weights, rates, images, labels):
        self.name = f"{memory}, OpenBLAS {blas_threads}"
        self.blas_threads = blas_threads
        self.images = images.contiguous(memory_format=FORMATS[memory])
        self.labels = labels
        self.network = Network(weights, rates).to(memory_format=FORMATS[memory])
        self.optimizer = torch.optim.Adam(self.network.parameters(), eps=1e-7)

    @torch.inference_mode()
    def classify(self, images):
        return self.network(images).softmax(1)

    def train(self, images, labels):
        self.optimizer.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(self.network(images), labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def times(self, kind, batch, seconds):
        """Seconds of each call."""
        set_blas_threads(self.blas_threads)
        self.network.train(kind == "train")
        if kind == "infer":
            images = self.images[:batch]
            return repeat(lambda: self.classify(images), seconds)
        ends = range(batch, len(self.labels) + 1, batch)
        batches = [(self.images[end - batch : end], self.labels[end - batch : end]) for end in ends]
        turn = iter(range(sys.maxsize))
        return repeat(lambda: self.train(*batches[next(turn) % len(batches)]), seconds)


class Peer:
    """Which way is fastest depends on the machine and on the batch: the start tries all of them with every kind of
    sample, and what is measured is the best."""

    def start(self, threads, weights, pixels, labels, rates, modes):
        torch.set_num_threads(threads)
        images, labels = scaled(pixels), array(labels, "uint8").long()
        self.untrained = Network(weights, rates).eval()
        ways = [
            Way(memory, blas_threads, weights, rates, images, labels)
            for memory in FORMATS
            for blas_threads in sorted({1, threads})
        ]
        self.best = {}
        for kind, batch in ((mode["kind"], mode["batch"]) for mode in modes):
            cost = [statistics.mean(way.times(kind, batch, TRIAL_SECONDS)) for way in ways]
            self.best[kind, batch] = ways[cost.index(min(cost))]
        settings = "; ".join(f"{kind} {batch}: {way.name}" for (kind, batch), way in self.best.items())
        about = {"version": torch.__version__, "threads": torch.get_num_threads(), "settings": settings}
        return {"about": about, "trains": True}

    def probabilities(self, pixels):
        with torch.inference_mode():
            return self.untrained(scaled(pixels)).softmax(1).flatten().tolist()

    def sample(self, kind, batch, seconds):
        spent = self.best[kind, batch].times(kind, batch, seconds)
        return batch * len(spent) / sum(spent) if kind == "train" else 1000 * statistics.median(spent)


def repeat(call, seconds):
    """Seconds of each of the calls in so long a time, after one that does not count unless it is that slow."""
    begin = time.perf_counter()
    call()
    first = time.perf_counter() - begin
    spent = [first] if first > WARM_UP_SHARE * seconds else []
    start = time.perf_counter()
    while (before := time.perf_counter()) - start < seconds:
        call()
        spent.append(time.perf_counter() - before)
    return spent


def main():
    peer = Peer()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": getattr(peer, request.pop("call"))(**request)}
        except Exception as error:  # the caller reports it and goes on without this peer
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
