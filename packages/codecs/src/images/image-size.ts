/** In pixels. */
export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How an image is stored, and how it is turned to be shown. */
export interface ImageHeader {
  /** As it is stored, before it is turned. */
  readonly stored: ImageSize;
  /** As EXIF numbers orientations: 1 stands, 2 to 8 are mirrored or turned, and from 5 on width and height are swapped. */
  readonly orientation: number;
}
