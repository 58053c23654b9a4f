import { withAdmin } from './admin-session.ts';
import type { KafkaConnection } from './kafka-connection.ts';

/** What a trial run left on a cluster that others use too. */
export interface RunToDelete {
  readonly topics: readonly string[];
  /** Groups without members; one that still has some is an error. */
  readonly groupIds: readonly string[];
}

/** Deletes topics and consumer groups for good; those that do not exist are no error. */
export function deleteRun(connection: KafkaConnection, run: RunToDelete): Promise<void> {
  return withAdmin(connection, async (admin) => {
    const { groups } = await admin.listGroups();
    const groupIds = groups.map(({ groupId }) => groupId).filter((id) => run.groupIds.includes(id));
    if (groupIds.length > 0) await admin.deleteGroups(groupIds);
    const existing = await admin.listTopics();
    const topics = existing.filter((name) => run.topics.includes(name));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}
