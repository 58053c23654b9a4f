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
 * The shape of a zod schema of an object.
 *
 * @throws when the schema says more than is understood here: a rule that is passed over would be no rule
 */
export function shapeOf(schema: z.ZodType): Shape {
  const shape: unknown = z.toJSONSchema(schema, { io: 'input' });
  understand(shape);
  return shape as Shape;
}

function understand(shape: unknown): void {
  if (typeof shape !== 'object' || shape === null) throw new Error('no shape');
  const strange = Object.keys(shape).find((name) => !SAID.has(name));
  if (strange !== undefined) throw new Error(`${strange} is not understood`);
  const { type, properties, items, additionalProperties } = shape as Shape & {
    readonly additionalProperties?: unknown;
  };
  if (type === 'object' && additionalProperties !== false) throw new Error('an open object');
  for (const inner of Object.values(properties ?? {})) understand(inner);
  if (items !== undefined) understand(items);
}
