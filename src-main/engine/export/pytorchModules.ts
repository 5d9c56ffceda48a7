/** The parts of an exported PyTorch module that are the same for all genotypes. */
import type { Stem } from '../../../src-shared/run/evalConfig.ts';

export const PREPROCESSING = `\
class ReLUConvBN(nn.Module):
    """ReLU, 1x1 convolution, batch norm."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.op = nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(inputs, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, x):
        return self.op(x)


class FactorizedReduce(nn.Module):
    """Halves height and width, which must be even: two 1x1 convolutions of stride 2."""

    def __init__(self, inputs, outputs):
        super().__init__()
        half = outputs // 2
        self.relu = nn.ReLU()
        self.conv_1 = nn.Conv2d(inputs, half, 1, stride=2, bias=False)
        self.conv_2 = nn.Conv2d(inputs, outputs - half, 1, stride=2, bias=False)
        self.bn = nn.BatchNorm2d(outputs)

    def forward(self, x):
        x = self.relu(x)
        return self.bn(torch.cat([self.conv_1(x), self.conv_2(x[:, :, 1:, 1:])], dim=1))`;

export const CELL = `\
class Cell(nn.Module):
    """Two inputs and four nodes; a node is the sum of two operations."""

    def __init__(self, before, last, channels, reduction, after_reduction):
        super().__init__()
        # After a reduction the output of the cell before last is twice as large.
        preprocess = FactorizedReduce if after_reduction else ReLUConvBN
        self.preprocess0 = preprocess(before, channels)
        self.preprocess1 = ReLUConvBN(last, channels)
        edges = REDUCE if reduction else NORMAL
        self.concat = REDUCE_CONCAT if reduction else NORMAL_CONCAT
        self.inputs = [state for _, state in edges]
        self._ops = nn.ModuleList()
        for name, state in edges:
            stride = 2 if reduction and state < 2 else 1
            self._ops.append(OPERATIONS[name](channels, stride))

    def forward(self, before, last):
        states = [self.preprocess0(before), self.preprocess1(last)]
        branches = list(zip(self._ops, self.inputs))
        for (op_a, a), (op_b, b) in zip(branches[::2], branches[1::2]):
            states.append(op_a(states[a]) + op_b(states[b]))
        return torch.cat([states[i] for i in self.concat], dim=1)`;

interface StemText {
  /** In \`__init__\`: the layers, and the channels of the first cell's inputs. */
  readonly layers: string;
  /** Whether the first cell's inputs differ in size. */
  readonly halves: 'True' | 'False';
  /** In \`forward\`: both inputs from \`images\`. */
  readonly forward: string;
}

const STEMS: Readonly<Record<Stem, StemText>> = {
  cifar: {
    layers: `\
        before = last = 3 * CHANNELS
        self.stem = nn.Sequential(
            nn.Conv2d(len(MEAN), last, 3, padding=1, bias=False),
            nn.BatchNorm2d(last),
        )`,
    halves: 'False',
    forward: '        before = last = self.stem(images)',
  },
  imagenet: {
    layers: `\
        before = last = CHANNELS
        halve = dict(kernel_size=3, stride=2, padding=1, bias=False)
        self.stem0 = nn.Sequential(
            nn.Conv2d(len(MEAN), CHANNELS // 2, **halve),
            nn.BatchNorm2d(CHANNELS // 2),
            nn.ReLU(),
            nn.Conv2d(CHANNELS // 2, CHANNELS, **halve),
            nn.BatchNorm2d(CHANNELS),
        )
        self.stem1 = nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(CHANNELS, CHANNELS, **halve),
            nn.BatchNorm2d(CHANNELS),
        )`,
    halves: 'True',
    forward: `\
        before = self.stem0(images)
        last = self.stem1(before)`,
  },
};

export function networkClass(stem: Stem): string {
  const { layers, halves, forward } = STEMS[stem];
  return `\
class Network(nn.Module):
    """Normalised images [N, channels, height, width] to logits [N, classes]."""

    def __init__(self):
        super().__init__()
${layers}
        channels = CHANNELS
        after_reduction = ${halves}
        self.cells = nn.ModuleList()
        for index in range(LAYERS):
            reduction = index in (LAYERS // 3, 2 * LAYERS // 3)
            if reduction:
                channels *= 2
            cell = Cell(before, last, channels, reduction, after_reduction)
            self.cells.append(cell)
            before, last = last, channels * len(cell.concat)
            after_reduction = reduction
        self.classifier = nn.Linear(last, len(CLASSES))

    def forward(self, images):
${forward}
        for cell in self.cells:
            before, last = last, cell(before, last)
        return self.classifier(last.mean(dim=(2, 3)))`;
}

export const FUNCTIONS = `\
def normalise(images):
    """Pixels from 0 to 1 as the network was trained on them."""
    mean = torch.tensor(MEAN, device=images.device).view(-1, 1, 1)
    std = torch.tensor(STD, device=images.device).view(-1, 1, 1)
    return (images - mean) / std


def load(path):
    """The network with the weights of a safetensors file, ready to classify."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        payload = bytearray(file.read())
    header.pop("__metadata__", None)
    weights = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        numbers = torch.frombuffer(
            payload, dtype=torch.float32, offset=start, count=(end - start) // 4
        )
        weights[name] = numbers.reshape(entry["shape"])
    network = Network()
    network.load_state_dict(weights)
    return network.eval()`;
