export { BoxTracker, type Tracker, type TrackStep } from "./box-tracker.js";
export { type Box, correlation, type GrayImage, grayOf } from "./gray-image.js";
export { thinFrames } from "./thin.js";
