import { z } from 'zod';

const BROKER = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+):\d{1,5}$/;

/** Docker Compose and shells pass "not set" as an empty text. */
const optionalText = z
  .string()
  .optional()
  .transform((text) => (text === '' ? undefined : text));

/** How to reach the cluster, by environment variable; spread it into a service's own `z.object`. */
export const kafkaEnvironment = {
  KAFKA_BROKERS: z
    .string({ error: 'must be set: comma-separated host:port' })
    .transform((text) => text.split(',').map((broker) => broker.trim()))
    .pipe(z.array(z.string().regex(BROKER, 'must be comma-separated host:port')).min(1)),
  KAFKA_SSL: z
    .enum(['true', 'false', ''], { error: 'must be true or false' })
    .default('false')
    .transform((text) => text === 'true'),
  /** A PEM file; absent: the system's certificate authorities. */
  KAFKA_SSL_CA_FILE: optionalText,
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512', ''], {
      error: 'must be plain, scram-sha-256 or scram-sha-512',
    })
    .optional()
    .transform((text) => (text === '' ? undefined : text)),
  KAFKA_SASL_USERNAME: optionalText,
  KAFKA_SASL_PASSWORD: optionalText,
  /** Put before every topic name, so that several deployments share a cluster. */
  TOPIC_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,100}$/, 'must be up to 100 of A-Z, a-z, 0-9, ".", "_" and "-"')
    .default(''),
};

export type KafkaEnvironment = z.output<z.ZodObject<typeof kafkaEnvironment>>;

interface Complaint {
  readonly variable: keyof KafkaEnvironment;
  readonly text: string;
}

/** The rules that span two variables. Names variables and never their values. */
export function kafkaEnvironmentComplaints(environment: KafkaEnvironment): Complaint[] {
  const complaints: Complaint[] = [];
  const complain = (variable: keyof KafkaEnvironment, text: string) =>
    complaints.push({ variable, text });
  const mechanism = environment.KAFKA_SASL_MECHANISM;
  for (const variable of ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const) {
    const isSet = environment[variable] !== undefined;
    if (mechanism !== undefined && !isSet)
      complain(variable, `must be set, because KAFKA_SASL_MECHANISM is ${mechanism}`);
    if (mechanism === undefined && isSet)
      complain(variable, 'is set but KAFKA_SASL_MECHANISM is not: it would not be used');
  }
  if (environment.KAFKA_SSL_CA_FILE !== undefined && !environment.KAFKA_SSL)
    complain('KAFKA_SSL_CA_FILE', 'is set but KAFKA_SSL is not true: it would not be used');
  return complaints;
}

/** For `schema.superRefine(kafkaEnvironmentRules)` on a schema that holds `kafkaEnvironment`. */
export function kafkaEnvironmentRules(
  environment: KafkaEnvironment,
  context: z.core.$RefinementCtx,
): void {
  for (const { variable, text } of kafkaEnvironmentComplaints(environment))
    context.addIssue({ code: 'custom', path: [variable], message: text });
}
