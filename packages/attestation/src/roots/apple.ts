import type { AttestationRoot } from './certificates-of.ts'

/**
 * What `apple` statements lead to. Apple's root for App Attest is another one, and is not for WebAuthn.
 *
 * @see WebAuthn Level 3 §8.8
 */
export const appleRoots: readonly AttestationRoot[] = [
  {
    name: 'Apple WebAuthn Root CA',
    sha256: '0915dd5c07a28db549d1f677bb5a75d4bfbe9561a773424327762e9e02f9bb29',
    source: 'Apple, Certificate Authority page (apple.com/certificateauthority)',
    der: 'MIICEjCCAZmgAwIBAgIQaB0BbHo84wIlpQGUKEdXcTAKBggqhkjOPQQDAzBLMR8wHQYDVQQDDBZBcHBsZSBXZWJBdXRobiBSb290IENBMRMwEQYDVQQKDApBcHBsZSBJbmMuMRMwEQYDVQQIDApDYWxpZm9ybmlhMB4XDTIwMDMxODE4MjEzMloXDTQ1MDMxNTAwMDAwMFowSzEfMB0GA1UEAwwWQXBwbGUgV2ViQXV0aG4gUm9vdCBDQTETMBEGA1UECgwKQXBwbGUgSW5jLjETMBEGA1UECAwKQ2FsaWZvcm5pYTB2MBAGByqGSM49AgEGBSuBBAAiA2IABCJCQ2pTVhzjl4Wo6IhHtMSAzO2cv-H9DQKev3__fG59G11kxu9eI0_7o6V5uShBpe1u6l6mS19S1FEh6yGljnZAJ-2GNP1mi_YK2kSXIuTHjxA_pcoRf7XkOtO4o1qlcaNCMEAwDwYDVR0TAQH_BAUwAwEB_zAdBgNVHQ4EFgQUJtdk2cV4wlpn0afeaxLQG2PxxtcwDgYDVR0PAQH_BAQDAgEGMAoGCCqGSM49BAMDA2cAMGQCMFrZ-9DsJ1PW9hfNdBywZDsWDbWFp28it1d_5w2RPkRX3Bbn_UbDTNLx7Jr3jAGGiQIwHFj-dJZYUJR786osByBelJYsVZd2GbHQu209b5RCmGQ21gpSAk9QZW4B1bWeT0vT',
  },
]
