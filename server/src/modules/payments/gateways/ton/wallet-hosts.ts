/**
 * Where TON Connect's list of wallets lies, and the bridges over which the wallets in it are spoken to: what a page must be allowed to
 * ask. The list is published at github.com/ton-connect/wallets-list (wallets-v2.json, here as of 23 December 2025) and read by the
 * Mini App at config.ton.org; one the library falls back to is part of @tonconnect/sdk, and a test holds this against it.
 */
export const walletHosts: readonly string[] = [
  'https://config.ton.org',
  'https://walletbot.me',
  'https://bridge.tonapi.io',
  'https://tonconnectbridge.mytonwallet.org',
  'https://connect.tonhubapi.com',
  'https://ton-connect-bridge.bgwapi.io',
  'https://wallet.binance.com',
  'https://web3.okx.com',
  'https://www.okx.com',
  'https://sse-bridge.hot-labs.org',
  'https://api-node.bybit.com',
  'https://bridge.dewallet.pro',
  'https://ton-bridge.safepal.com',
  'https://dapp.gateio.services',
  'https://go-bridge.tomo.inc',
  'https://bridge.mirai.app',
  'https://tc.architecton.su',
  'https://ton-connect.mytokenpocket.vip',
  'https://bridge.uxuy.me',
  'https://tc.nicegram.app',
  'https://ton-connect-bridge.echooo.link',
  'https://blitzwallet.cfd',
  'https://web3-bridge.kolo.in',
  'https://connect.token.im',
  'https://api.defiway.com',
  'https://connect.ton.org',
  // Only in the list of @tonconnect/sdk 3.4.1.
  'https://wallet-bridge.fintopio.com',
]
