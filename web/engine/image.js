// The shape of an image as a network sees it: grey, 28 pixels each way.

export const IMAGE_SIDE = 28;
export const IMAGE_PIXELS = IMAGE_SIDE * IMAGE_SIDE;
