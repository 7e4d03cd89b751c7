/** The colours that the reader has chosen: those of the system, or one of the two. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'tlslp-theme';

/** Returns the theme that was chosen last. A browser may keep nothing. */
export function rememberedTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Connects the choice of the theme. */
export function connectTheme(select: HTMLSelectElement, onChange: () => void): void {
  select.value = rememberedTheme();
  select.addEventListener('change', () => {
    const theme = THEMES.find((one) => one === select.value) ?? 'system';
    applyTheme(theme);
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // It counts until the page is closed.
    }
    onChange();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
}
