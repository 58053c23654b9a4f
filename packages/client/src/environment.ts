import { kafkaEnvironment, kafkaEnvironmentRules, type LogSink } from '@orderonce/kafka';
import { z } from 'zod';

/** The variables that a client reads. */
export const environmentSchema = z.object(kafkaEnvironment).superRefine(kafkaEnvironmentRules);

/** So that waiting for Kafka is never silent. */
export const warnOnStandardError: LogSink = (level, message, fields) => {
  if (level === 'warn' || level === 'error')
    console.error(`orderonce ${level}: ${message} ${JSON.stringify(fields)}`);
};
