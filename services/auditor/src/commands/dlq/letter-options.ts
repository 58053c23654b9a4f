import { z } from 'zod';

/** Where a letter stands on the dead-letter topic: `0:12`. */
export const letterPlace = z
  .string()
  .regex(/^[0-9]{1,6}:[0-9]{1,19}$/, 'must be a partition and an offset, such as 0:12')
  .transform((text) => {
    const [partition = '', offset = ''] = text.split(':');
    return { partition: Number(partition), offset: String(BigInt(offset)) };
  });
