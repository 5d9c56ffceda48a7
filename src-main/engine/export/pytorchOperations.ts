/** The operations as PyTorch code: a function a name, and the modules that some of them need. */
import type { OperationName } from '../../../src-shared/space/spaces.ts';

const SEPARABLE = `\
class SepConv(nn.Module):
    """Separable convolution, twice: ReLU, depthwise, 1x1, batch norm."""

    def __init__(self, channels, kernel, stride):
        super().__init__()
        padding = kernel // 2
        self.op = nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(
                channels,
                channels,
                kernel,
                stride=stride,
                padding=padding,
                groups=channels,
                bias=False,
            ),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(
                channels,
                channels,
                kernel,
                padding=padding,
                groups=channels,
                bias=False,
            ),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return self.op(x)`;

const DILATED = `\
class DilConv(nn.Module):
    """Dilated separable convolution: ReLU, depthwise, 1x1, batch norm."""

    def __init__(self, channels, kernel, stride):
        super().__init__()
        self.op = nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(
                channels,
                channels,
                kernel,
                stride=stride,
                padding=kernel - 1,
                dilation=2,
                groups=channels,
                bias=False,
            ),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
        )

    def forward(self, x):
        return self.op(x)`;

const ZERO = `\
class Zero(nn.Module):
    """Nothing: zeros in place of the images."""

    def __init__(self, stride):
        super().__init__()
        self.stride = stride

    def forward(self, x):
        return torch.zeros_like(x[:, :, :: self.stride, :: self.stride])`;

interface OperationText {
  /** The module that it is an instance of. */
  readonly module?: string;
  /** The body of a function of \`channels\` and \`stride\`. */
  readonly body: string;
}

export const PYTORCH_OPERATIONS: Readonly<Partial<Record<OperationName, OperationText>>> = {
  none: { module: ZERO, body: 'return Zero(stride)' },
  max_pool_3x3: { body: 'return nn.MaxPool2d(3, stride=stride, padding=1)' },
  avg_pool_3x3: {
    body: 'return nn.AvgPool2d(3, stride=stride, padding=1, count_include_pad=False)',
  },
  skip_connect: {
    body: 'return nn.Identity() if stride == 1 else FactorizedReduce(channels, channels)',
  },
  sep_conv_3x3: { module: SEPARABLE, body: 'return SepConv(channels, 3, stride)' },
  sep_conv_5x5: { module: SEPARABLE, body: 'return SepConv(channels, 5, stride)' },
  sep_conv_7x7: { module: SEPARABLE, body: 'return SepConv(channels, 7, stride)' },
  dil_conv_3x3: { module: DILATED, body: 'return DilConv(channels, 3, stride)' },
  dil_conv_5x5: { module: DILATED, body: 'return DilConv(channels, 5, stride)' },
  conv_7x1_1x7: {
    body: `\
row = dict(stride=(1, stride), padding=(0, 3), bias=False)
column = dict(stride=(stride, 1), padding=(3, 0), bias=False)
return nn.Sequential(
    nn.ReLU(),
    nn.Conv2d(channels, channels, (1, 7), **row),
    nn.Conv2d(channels, channels, (7, 1), **column),
    nn.BatchNorm2d(channels),
)`,
  },
};
