import { z } from 'zod';

/** What JSON Schema says of one value, as far as our messages use it. */
export interface Shape {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'number';
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly allOf?: readonly { readonly pattern: string }[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
}

const SAID: ReadonlySet<string> = new Set([
  ...['$schema', 'type', 'const', 'enum', 'pattern', 'allOf', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'maxItems', 'items', 'properties', 'required', 'additionalProperties'],
]);

/**
 * The shapes of a zod schema of an object, or of the objects of a union.
 *
 * @throws when the schema says more than is understood here: a rule that is passed over would be no rule
 */
export function shapesOf(schema: z.ZodType): readonly Shape[] {
  return flat(z.toJSONSchema(schema, { io: 'input' }) as Said);
}

type Said = Shape & {
  readonly oneOf?: readonly Said[];
  readonly anyOf?: readonly Said[];
  readonly not?: object;
  readonly additionalProperties?: unknown;
};

function flat(said: Said): readonly Shape[] {
  const either = said.oneOf ?? said.anyOf;
  return either === undefined ? [understood(said)] : either.flatMap(flat);
}

function understood(said: Said): Shape {
  const strange = Object.keys(said).find((name) => !SAID.has(name));
  if (strange !== undefined) throw new Error(`${strange} is not understood`);
  const { type, properties, items, additionalProperties, ...rest } = said;
  if (type === 'object' && additionalProperties !== false) throw new Error('an open object');
  return {
    ...{ ...rest, type },
    ...(properties && { properties: allowed(properties) }),
    ...(items && { items: understood(items) }),
  };
}

/** Of a field that must not be there, nothing is known: an object that has it is not of the shape. */
function allowed(properties: Readonly<Record<string, Said>>): Record<string, Shape> {
  const there = Object.entries(properties).filter(([, { not }]) => not === undefined);
  return Object.fromEntries(there.map(([name, said]) => [name, understood(said)]));
}
