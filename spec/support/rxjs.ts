import { config } from 'rxjs';

// Import this file for its effect. rxjs drops an error that comes after the end of a subscription; here it ends the test process, and
// ava tells of it. (What nobody handles, rxjs throws by itself.)
config.onStoppedNotification = (notification) => {
  if (notification.kind !== 'E') return;
  throw new Error('An error came after the end of a subscription.', { cause: notification.error });
};
