import { useText } from '../words/language.js';
import { en } from './text.en.js';
import { ko } from './text.ko.js';

/** The words of the frame around every page. */
export const useShellText = () => useText({ ko, en });
