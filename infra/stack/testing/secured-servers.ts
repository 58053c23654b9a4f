import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kafkaJars } from '../native/kafka-jars.ts';
import { type KafkaServer, startKafkaServer } from '../native/kafka-server.ts';
import { type RedisServer, startRedisServer } from '../native/redis-server.ts';

export const USER = 'trader';
export const PASSWORD = 'correct-horse-battery';

/** A certificate authority of the test's own, and a server certificate of it for loopback. */
export interface Certificates {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

export function makeCertificates(folder: string): Certificates {
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'rsa:2048', '-nodes', '-batch'];
  openssl(
    ...['req', '-x509', ...newKey, '-subj', '/CN=Test Authority', '-days', '2'],
    ...['-keyout', file('ca.key'), '-out', file('ca.pem')],
  );
  openssl(
    ...['req', ...newKey, '-subj', '/CN=localhost'],
    ...['-keyout', file('server.key'), '-out', file('server.csr')],
  );
  writeFileSync(file('names.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  openssl(
    ...['x509', '-req', '-days', '2', '-in', file('server.csr'), '-out', file('server.pem')],
    ...['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-extfile', file('names.ext')],
  );
  return {
    caFile: file('ca.pem'),
    certificateFile: file('server.pem'),
    keyFile: file('server.key'),
  };
}

/** A Kafka that takes nobody but USER with PASSWORD, over TLS, by SCRAM-SHA-512 or by PLAIN. */
export async function startSecuredKafka(
  folder: string,
  { caFile, certificateFile, keyFile }: Certificates,
): Promise<KafkaServer> {
  mkdirSync(folder, { recursive: true });
  const keyStore = join(folder, 'server-store.pem');
  writeFileSync(keyStore, execFileSync('cat', [keyFile, certificateFile]));
  const plain =
    'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
    `username="broker" password="broker" user_broker="broker" user_${USER}="${PASSWORD}";`;
  const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return startKafkaServer({
    java: 'java',
    jarsFolder: await kafkaJars(join(folder, 'maven.log'), () => {}),
    folder,
    logFile: join(folder, 'kafka.log'),
    settings: {
      'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT',
      'sasl.enabled.mechanisms': 'SCRAM-SHA-512,PLAIN',
      'sasl.mechanism.inter.broker.protocol': 'PLAIN',
      'listener.name.clients.plain.sasl.jaas.config': plain,
      'listener.name.clients.scram-sha-512.sasl.jaas.config': scram,
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': keyStore,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': caFile,
    },
    formatArguments: ['--add-scram', `SCRAM-SHA-512=[name=${USER},password=${PASSWORD}]`],
  });
}

/** A Redis that takes nobody but USER with PASSWORD, over TLS. */
export function startSecuredRedis(
  folder: string,
  { caFile, certificateFile, keyFile }: Certificates,
): Promise<RedisServer> {
  mkdirSync(folder, { recursive: true });
  const aclFile = join(folder, 'users.acl');
  writeFileSync(aclFile, `user default off\nuser ${USER} on >${PASSWORD} ~* &* +@all\n`);
  return startRedisServer({
    folder,
    logFile: join(folder, 'redis.log'),
    settings: (port) => ({
      port: ['0'],
      'tls-port': [String(port)],
      'tls-cert-file': [certificateFile],
      'tls-key-file': [keyFile],
      'tls-ca-cert-file': [caFile],
      'tls-auth-clients': ['no'],
      aclfile: [aclFile],
    }),
  });
}
