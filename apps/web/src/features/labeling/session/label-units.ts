/**
 * A label taken apart into units that people change as wholes: an object (a track: through all frames and sensors), a link, a scene
 * attribute, and, where pixels or points carry ids, a frame with its bitmap. Comparing and merging are done unit by unit.
 */
import { isJsonObject, isSameJson, type JsonObject, listOf } from "@tessera/json";

/** What a unit is. `raster`: a frame whose ids stand in pixels or points; its objects cannot be told from those of another version. */
export type UnitKind = "object" | "raster" | "link" | "attribute" | "other";

/** Where a part of a unit stands: a frame, of a sensor; null where the label has none. */
export interface UnitPlace {
  readonly sensor: string | null;
  readonly frame: number | null;
}

/** A unit's part in one place: a list of annotations or links, or a value. */
export interface UnitPart extends UnitPlace {
  readonly value: unknown;
}

/** A unit of one version of a label. */
export interface Unit {
  readonly kind: UnitKind;
  /** Of objects their id, of attributes and others their name. */
  readonly name: string;
  /** By place. */
  readonly parts: ReadonlyMap<string, UnitPart>;
}

/** Units by key. */
export type Units = ReadonlyMap<string, Unit>;

const RASTER_KEYS = ["segmentation_bitmap", "point_annotations"] as const;
const STRUCTURE_KEYS: ReadonlySet<string> = new Set(["annotations", "frames", "sensors", "links", "image_attributes"]);

/** A place of a label, and the object that holds its annotations. */
interface Container {
  readonly place: UnitPlace;
  readonly fields: JsonObject;
}

/** The name of a place, as a key. */
export function placeName({ sensor, frame }: UnitPlace): string {
  return JSON.stringify([sensor, frame]);
}

/** The places of a label that hold ids in pixels or points. */
export function rasterPlaces(attributes: unknown): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { place, fields } of containersOf(attributes)) {
    if (RASTER_KEYS.some((key) => fields[key] !== undefined && fields[key] !== null)) places.add(placeName(place));
  }
  return places;
}

/**
 * Takes a label apart.
 *
 * @param rasters the places that are units as wholes: those of all versions that are compared.
 */
export function unitsOf(attributes: unknown, rasters: ReadonlySet<string>): Units {
  const units = new Map<string, { kind: UnitKind; name: string; parts: Map<string, UnitPart> }>();
  const add = (kind: UnitKind, name: string, key: string, place: UnitPlace, value: unknown) => {
    const unit = units.get(key) ?? { kind, name, parts: new Map() };
    units.set(key, unit);
    unit.parts.set(placeName(place), { ...place, value });
  };
  for (const { place, fields } of containersOf(attributes)) {
    const at = placeName(place);
    if (rasters.has(at)) add("raster", at, `raster ${at}`, place, rasterOf(fields));
    else {
      for (const [name, found] of groupBy(listOf(fields.annotations).map(completed), objectName)) {
        add("object", name, `object ${name}`, place, found);
      }
    }
    for (const [name, found] of groupBy(listOf(fields.links), linkName)) {
      add("link", name, `link ${at} ${name}`, place, found);
    }
    for (const [name, value] of Object.entries(isJsonObject(fields.image_attributes) ? fields.image_attributes : {})) {
      add("attribute", name, `attribute ${at} ${name}`, place, value);
    }
    for (const [name, value] of Object.entries(fields)) {
      const isOther = !STRUCTURE_KEYS.has(name) && !(RASTER_KEYS as readonly string[]).includes(name);
      if (isOther && value !== undefined) add("other", name, `other ${at} ${name}`, place, value);
    }
  }
  return units;
}

/** What becomes of a unit: `to` in the place of `from`; without `to` it is taken out. */
export interface UnitChange {
  readonly from: Unit | undefined;
  readonly to: Unit | undefined;
}

/** Members of a label that is being put together. */
type Fields = Record<string, unknown>;

/** Changes units of `attributes`, in one pass over each of its lists: ten thousand changes of ten thousand objects take no square of it. */
export function putUnits(attributes: Fields, changes: readonly UnitChange[]): void {
  const annotations = new ListChanges("annotations", objectName);
  const links = new ListChanges("links", linkName);
  for (const { from, to } of changes) {
    const { kind, name } = to ?? from ?? NO_UNIT;
    for (const [at, place] of new Map([...(from?.parts ?? []), ...(to?.parts ?? [])])) {
      const fields = openContainer(attributes, place);
      const value = to?.parts.get(at)?.value;
      if (kind === "object") annotations.set(fields, name, listOf(value));
      else if (kind === "link") links.set(fields, name, listOf(value));
      else if (kind === "attribute") fields.image_attributes = withField(fields.image_attributes, name, value);
      else if (kind === "raster") putRaster(fields, value);
      else if (value === undefined) delete fields[name];
      else fields[name] = value;
    }
  }
  annotations.apply();
  links.apply();
}

const NO_UNIT = { kind: "other", name: "" } as const;

/** What becomes of the items of lists, by their names. */
class ListChanges {
  readonly #key: "annotations" | "links";
  readonly #nameOf: (item: unknown) => string;
  readonly #byContainer = new Map<Fields, Map<string, readonly unknown[]>>();

  constructor(key: "annotations" | "links", nameOf: (item: unknown) => string) {
    this.#key = key;
    this.#nameOf = nameOf;
  }

  set(fields: Fields, name: string, items: readonly unknown[]): void {
    const changes = this.#byContainer.get(fields) ?? new Map<string, readonly unknown[]>();
    this.#byContainer.set(fields, changes.set(name, items));
  }

  /** What is changed stands where it stood, what is new at the end. */
  apply(): void {
    for (const [fields, changes] of this.#byContainer) {
      const left = new Map(changes);
      const items = listOf(fields[this.#key]).flatMap((item) => {
        const name = this.#nameOf(item);
        if (!changes.has(name)) return [item];
        const put = left.get(name) ?? [];
        left.delete(name);
        return put;
      });
      fields[this.#key] = [...items, ...[...left.values()].flat()];
    }
  }
}

/** Whether two units, or the absence of them, say the same. */
export function isSameUnit(a: Unit | undefined, b: Unit | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.parts.size !== b.parts.size) return false;
  for (const [at, part] of a.parts) if (!isSameJson(part.value, b.parts.get(at)?.value)) return false;
  return true;
}

/** Whether two labels say the same. */
export function isSameContent(a: unknown, b: unknown): boolean {
  const rasters = new Set([...rasterPlaces(a), ...rasterPlaces(b)]);
  const [unitsA, unitsB] = [unitsOf(a, rasters), unitsOf(b, rasters)];
  if (unitsA.size !== unitsB.size) return false;
  for (const [key, unit] of unitsA) if (!isSameUnit(unit, unitsB.get(key))) return false;
  return true;
}

function containersOf(attributes: unknown): Container[] {
  if (!isJsonObject(attributes)) return [];
  const sensors = Array.isArray(attributes.sensors)
    ? attributes.sensors.filter(isJsonObject).flatMap((sensor) => {
        // An empty list stands for "not labeled".
        if (!isJsonObject(sensor.attributes)) return [];
        return sequenceContainers(sensor.attributes, String(sensor.name));
      })
    : [];
  return [...sequenceContainers(attributes, null), ...sensors];
}

function sequenceContainers(fields: JsonObject, sensor: string | null): Container[] {
  const frames = listOf(fields.frames).map((frame, index) => ({
    place: { sensor, frame: index },
    fields: isJsonObject(frame) ? frame : {},
  }));
  return [{ place: { sensor, frame: null }, fields }, ...frames];
}

/** The container of a place, made where there is none. */
function openContainer(attributes: Fields, { sensor, frame }: UnitPlace): Fields {
  const root = sensor === null ? attributes : openSensor(attributes, sensor);
  if (frame === null) return root;
  const frames: unknown[] = Array.isArray(root.frames) ? root.frames : [];
  root.frames = frames;
  while (frames.length <= frame) frames.push({ annotations: [] });
  const found = frames[frame];
  if (isJsonObject(found)) return found;
  const made: Fields = { annotations: [] };
  frames[frame] = made;
  return made;
}

function openSensor(attributes: Fields, name: string): Fields {
  const sensors: unknown[] = Array.isArray(attributes.sensors) ? attributes.sensors : [];
  attributes.sensors = sensors;
  const found = sensors.find((sensor) => isJsonObject(sensor) && sensor.name === name);
  const sensor: Fields = isJsonObject(found) ? found : { name };
  if (found === undefined) sensors.push(sensor);
  if (isJsonObject(sensor.attributes)) return sensor.attributes;
  const made: Fields = { frames: [] };
  sensor.attributes = made;
  return made;
}

/** `id` equals `track_id` where only one is given; so the server's copy of a label says the same as what was sent. */
function completed(annotation: unknown): unknown {
  if (!isJsonObject(annotation)) return annotation;
  const { id = annotation.track_id, track_id = annotation.id } = annotation;
  return id === undefined ? annotation : { ...annotation, id, track_id };
}

function objectName(annotation: unknown): string {
  if (!isJsonObject(annotation)) return JSON.stringify(annotation);
  const id = annotation.track_id ?? annotation.id;
  // Spans of text need no id.
  return id === undefined ? `${annotation.start}-${annotation.end}-${annotation.category_id}` : String(id);
}

function linkName(link: unknown): string {
  return isJsonObject(link) ? `${link.from_id}-${link.to_id}` : JSON.stringify(link);
}

function rasterOf(fields: Fields): Fields {
  const raster: Fields = { annotations: listOf(fields.annotations).map(completed) };
  for (const key of RASTER_KEYS) if (fields[key] !== undefined) raster[key] = fields[key];
  return raster;
}

function putRaster(fields: Fields, value: unknown): void {
  const raster: Fields = isJsonObject(value) ? value : { annotations: [] };
  fields.annotations = raster.annotations;
  for (const key of RASTER_KEYS) {
    if (raster[key] === undefined) delete fields[key];
    else fields[key] = raster[key];
  }
}

function withField(fields: unknown, name: string, value: unknown): Fields {
  const { [name]: _, ...rest } = isJsonObject(fields) ? fields : {};
  return value === undefined ? rest : { ...rest, [name]: value };
}

function groupBy(items: readonly unknown[], nameOf: (item: unknown) => string): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const item of items) {
    const name = nameOf(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
