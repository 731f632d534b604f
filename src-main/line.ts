import './app/runtime';
import { hostLine } from './app/line/host';
import { parentProcess } from './app/line/parent';

hostLine(parentProcess());
