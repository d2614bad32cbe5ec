namespace Liburia.Identity.Saml;

/// <summary>Names of SAML 2.0 and of SPID's profile of it.</summary>
internal static class SamlNames
{
    public const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol", Assertion = "urn:oasis:names:tc:SAML:2.0:assertion", Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";
    public const string Signature = "http://www.w3.org/2000/09/xmldsig#", Xmlns = "http://www.w3.org/2000/xmlns/";
    public const string Post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", Redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    public const string Entity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity", Transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    public const string Bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer", Basic = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
    public const string Success = "urn:oasis:names:tc:SAML:2.0:status:Success", Responder = "urn:oasis:names:tc:SAML:2.0:status:Responder", AuthnFailed = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
    public const string Requester = "urn:oasis:names:tc:SAML:2.0:status:Requester", PartialLogout = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout";
    public const string SpidExtensions = "https://spid.gov.it/saml-extensions";
    public const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", RsaSha384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", RsaSha512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256", Sha384 = "http://www.w3.org/2001/04/xmldsig-more#sha384", Sha512 = "http://www.w3.org/2001/04/xmlenc#sha512";
    public const string ExclusiveC14N = "http://www.w3.org/2001/10/xml-exc-c14n#", Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    private const string LevelPrefix = "https://www.spid.gov.it/SpidL";

    /// <param name="level">1 to 3.</param>
    public static string ContextOf(int level) => LevelPrefix + (char)('0' + level);

    /// <summary>The level of a context; 0 for any other context.</summary>
    public static int LevelOf(string context) => context.Length == LevelPrefix.Length + 1 && context.StartsWith(LevelPrefix, StringComparison.Ordinal) && context[^1] is >= '1' and <= '3' ? context[^1] - '0' : 0;
}
