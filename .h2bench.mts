import { applyColorJitter } from './src-main/engine/dataset/colorJitter.ts';
const src = Float32Array.from({length:224*224*3},()=>Math.random());
const img = new Float32Array(new SharedArrayBuffer(src.length*4));
for (const kind of ['brightness','contrast','saturation','hue'] as const) {
  for (let r=0;r<30;r++) { img.set(src); applyColorJitter(img,[{kind,amount:kind==='hue'?0.13:1.2}]); }
}
for (const kind of ['brightness','contrast','saturation','hue'] as const) {
  const c=process.cpuUsage(); 
  for (let r=0;r<100;r++) { img.set(src); applyColorJitter(img,[{kind,amount:kind==='hue'?0.13:1.2}]); }
  const u=process.cpuUsage(c); console.log(kind,((u.user+u.system)/1e3/100).toFixed(2),'ms');
}
