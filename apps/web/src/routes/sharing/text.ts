import { useText } from '../../words/language.js';
import { en } from './text.en.js';
import { ko } from './text.ko.js';

export const useSharingText = () => useText({ ko, en });
