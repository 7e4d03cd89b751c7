/** The role of a part of the report, which sets its colour on a terminal. */
export type ReportTone = 'title' | 'good' | 'bad' | 'warning' | 'quiet';
/** Adds the colour of a role to a text, or does not. */
export type ReportPaint = (tone: ReportTone, text: string) => string;
