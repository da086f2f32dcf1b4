export { fromJson } from "./exact.js";
export { isSameJson } from "./same.js";
export { at, isJsonObject, type JsonObject, listAt, listOf, omitKeys } from "./values.js";
