/** The options about the status page, when none is given. */
export const NO_STATUS = {
  status: null,
  statusTokenFile: null,
  statusClientCa: null,
  statusTls: false,
  statusHost: [],
};
