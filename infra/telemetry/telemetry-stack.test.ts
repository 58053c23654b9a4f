import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { CHECKOUT } from '../checkout.ts';
import { composeServices, mountsOf } from './compose-file.ts';

const services = composeServices();
const read = (name: string) => parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
const PORT_VARIABLES: Readonly<Record<string, string>> = {
  executor: 'EXECUTOR_PORT',
  'execution-reports': 'EXECUTION_REPORTS_PORT',
  'position-tracker': 'TRACKER_PORT',
};

it.each(['otel-collector', 'jaeger', 'prometheus', 'grafana'])(
  '%s is of a version that is named, and is given files that exist',
  (name) => {
    expect(services[name]?.image).toMatch(/:v?\d+\.\d+\.\d+$/);
    for (const { from } of mountsOf(name)) expect(existsSync(join(CHECKOUT, from))).toBe(true);
  },
);

it.each(Object.entries(PORT_VARIABLES))(
  'Prometheus asks %s at the port that it listens on',
  (name, variable) => {
    const jobs: { job_name: string; dns_sd_configs?: { names: string[]; port: number }[] }[] =
      read('prometheus.yml').scrape_configs;
    const [found] = jobs.find(({ job_name }) => job_name === name)?.dns_sd_configs ?? [];
    expect(found).toMatchObject({ names: [name], port: services[name]?.environment?.[variable] });
  },
);

it.each([...Object.keys(PORT_VARIABLES), 'strategy-example'])(
  '%s sends its spans to the collector',
  (name) => {
    expect(services[name]?.environment?.['OTEL_EXPORTER_OTLP_ENDPOINT']).toBe(
      'http://otel-collector:4318',
    );
  },
);

it('the collector takes what comes over HTTP and hands it to Jaeger, through parts that it has', () => {
  const { receivers, processors, exporters, service } = read('collector.yml');
  expect(receivers.otlp.protocols.http.endpoint).toBe('0.0.0.0:4318');
  const { traces } = service.pipelines;
  expect(Object.keys(receivers)).toEqual(traces.receivers);
  expect(Object.keys(processors)).toEqual(traces.processors);
  expect(Object.keys(exporters)).toEqual(traces.exporters);
  const [exporter] = traces.exporters;
  expect(exporters[exporter].endpoint).toBe('jaeger:4317');
  expect(services).toHaveProperty('jaeger');
});

it('Grafana asks Prometheus and Jaeger, and finds the dashboard where it looks', () => {
  const { datasources } = read('grafana-datasources.yml');
  expect(datasources.map(({ uid, url }: { uid: string; url: string }) => [uid, url])).toEqual([
    ['prometheus', 'http://prometheus:9090'],
    ['jaeger', 'http://jaeger:16686'],
  ]);
  const [{ options }] = read('grafana-dashboards.yml').providers;
  const mount = mountsOf('grafana').find(({ to }) => to === options.path);
  expect(existsSync(join(CHECKOUT, mount?.from ?? '', 'orderonce.json'))).toBe(true);
  expect(services['grafana']?.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH']).toBe(
    `${options.path}/orderonce.json`,
  );
});
