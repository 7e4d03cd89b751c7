import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../documents.js';

export const DEPLOY = join(ROOT, 'docs', 'deploy');
export const ALERTS = join(DEPLOY, 'tlslp-server.alerts.yml');
export const ALERT_TESTS = join(DEPLOY, 'tlslp-server.alerts.test.yml');
export const SCRAPES = join(DEPLOY, 'prometheus.yml');

/** A rule for an alert. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export async function alerts(): Promise<Alert[]> {
  const { groups } = parse(await readFile(ALERTS, 'utf8')) as { groups: readonly { rules: Alert[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: { readonly uid: string };
}

/** A panel of the dashboard, as much of it as the specs look at. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly Target[];
}

export interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[];
  };
}

export async function dashboard(): Promise<Dashboard> {
  return JSON.parse(await readFile(join(DEPLOY, 'tlslp-server.dashboard.json'), 'utf8')) as Dashboard;
}

/** Every expression of a dashboard as Prometheus gets it from Grafana when all servers are chosen, with the panel's title. */
export function expressionsOf({
  panels,
  annotations,
}: Dashboard): { readonly title: string; readonly expr: string; readonly legend: string }[] {
  const ofPanels = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ title, expr: asSent(expr), legend: legendFormat })),
  );
  const ofAnnotations = annotations.list.flatMap(({ expr }) =>
    expr === undefined ? [] : [{ title: 'annotation', expr: asSent(expr), legend: '' }],
  );
  return [...ofPanels, ...ofAnnotations];
}

function asSent(expression: string): string {
  return expression.replaceAll('$instance', '.+').replaceAll('$__rate_interval', '1m');
}
