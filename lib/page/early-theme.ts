import { applyTheme, rememberedTheme } from './theme.js';

// Before the first frame: a dark room gets no white flash.
applyTheme(rememberedTheme());
