import type { ServiceManager } from '../../observe/systemd/service-manager.js';
import type { Log } from '../shared/log.js';

/** Returns the service manager that started this process; null, with nothing loaded, if none listens. */
export async function serviceManager(log: Pick<Log, 'write'>): Promise<ServiceManager | null> {
  if (process.env['NOTIFY_SOCKET'] === undefined) return null;
  const { notifyEnvironment } = await import('../../observe/systemd/environment.js');
  const environment = notifyEnvironment(process.env, process.pid);
  if (environment === null) return null;
  const systemd = await import('../../observe/systemd/service-manager.js');
  return new systemd.ServiceManager({
    ...environment,
    onError: (message) => {
      log.write({ level: 'WARNING', fields: {}, message });
    },
  });
}
