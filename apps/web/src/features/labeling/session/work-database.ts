/** The name of what is kept on this machine. By itself, so that the app can look whether it is there without loading what reads it. */
export const WORK_DATABASE = "tessera-work";
