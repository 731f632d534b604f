import { mount } from 'svelte';
import { ownBridge } from '../state/ask';
import { Phone } from '../state/phone.svelte';
import '../style/base.css';
import PhoneWindow from '../views/phone-window.svelte';

const target = document.getElementById('phone');
if (target !== null) mount(PhoneWindow, { target, props: { phone: new Phone(ownBridge()) } });
