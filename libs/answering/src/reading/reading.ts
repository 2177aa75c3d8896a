import type { ChatUsage } from '@onggi/models';
import type { EvidenceSentence } from '../evidence/evidence.js';

/** What reading the evidence came to. */
export interface Reading {
  /** Does the evidence state what is asked? */
  answerable: boolean;
  /** What the answer may stand on, best first. */
  evidence: readonly EvidenceSentence[];
  /** Null when there was nothing to read. */
  model: string | null;
  usage: ChatUsage;
}
