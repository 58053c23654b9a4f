import { type Patience, withAdmin } from './admin-session.ts';
import type { KafkaConnection } from './kafka-connection.ts';

/**
 * Client ids of the members that a consumer group has now, sorted; one that died without leaving counts until
 * its session times out. Empty for a group that nobody has joined. Neither joins the group nor changes it.
 */
export function groupMembers(
  connection: KafkaConnection,
  { groupId }: { readonly groupId: string },
  patience: Patience = {},
): Promise<readonly string[]> {
  return withAdmin(
    connection,
    async (admin) => {
      const { groups } = await admin.describeGroups([groupId]);
      return groups.flatMap(({ members }) => members.map(({ clientId }) => clientId)).sort();
    },
    patience,
  );
}
