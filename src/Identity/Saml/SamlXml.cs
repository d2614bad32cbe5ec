using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Liburia.Identity.Saml;

/// <summary>
/// Reading and signing SAML's XML, on one stack from the bytes to the values: what is read is the very element whose signature was checked. Nothing here
/// trusts a message for anything but its text.
/// </summary>
internal static class SamlXml
{
    public const int MostBytes = 256 * 1024;
    private const int Deepest = 64;
    private static readonly string[] SignatureMethods = [SamlNames.RsaSha256, SamlNames.RsaSha384, SamlNames.RsaSha512];
    private static readonly string[] Digests = [SamlNames.Sha256, SamlNames.Sha384, SamlNames.Sha512];

    /// <summary>Parses a message and refuses, as a whole, every shape that has no place in one.</summary>
    /// <exception cref="SamlRefused">xml.*, ids.*</exception>
    public static XmlDocument Parse(byte[] bytes)
    {
        if (bytes.Length > MostBytes) throw new SamlRefused("xml.size", "the message is too large");
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes, MaxCharactersFromEntities = 1024, CloseInput = true });
            document.Load(reader);
        }
        catch (XmlException fault)
        {
            throw new SamlRefused(bytes.AsSpan().IndexOf("<!DOCTYPE"u8) >= 0 ? "xml.dtd" : "xml.form", fault.Message);
        }
        Walk(document);
        return document;
    }

    private static void Walk(XmlDocument document)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var stack = new Stack<(XmlNode Node, int Depth)>([(document, 0)]);
        while (stack.TryPop(out var at))
        {
            if (at.Depth > Deepest) throw new SamlRefused("xml.depth", "elements stand too deep in one another");
            if (at.Node is XmlComment) throw new SamlRefused("xml.comment", "a comment could split a value");
            if (at.Node is XmlProcessingInstruction or XmlDocumentType or XmlEntityReference or XmlCDataSection) throw new SamlRefused("xml.node", $"a {at.Node.NodeType} has no place in a message");
            foreach (XmlNode child in at.Node.ChildNodes) stack.Push((child, at.Depth + 1));
            if (at.Node is not XmlElement element) continue;
            foreach (XmlAttribute attribute in element.Attributes)
            {
                if (attribute.NamespaceURI == SamlNames.Xmlns && attribute.Value.Length > 0 && !Uri.TryCreate(attribute.Value, UriKind.Absolute, out _)) throw new SamlRefused("xml.namespace", "a relative namespace canonicalises to nothing");
                if (!attribute.LocalName.Equals("ID", StringComparison.OrdinalIgnoreCase)) continue;
                if (attribute.LocalName != "ID" || attribute.NamespaceURI.Length > 0) throw new SamlRefused("ids.decoy", $"«{attribute.Name}» is not an ID");
                if (!ids.Add(attribute.Value)) throw new SamlRefused("ids.unique", "an ID occurs twice");
            }
        }
    }

    /// <summary>Checks the signature that stands directly in an element and covers that element and nothing else.</summary>
    /// <param name="keys">Of the party the message must come from; what the message says of keys is not looked at.</param>
    /// <exception cref="SamlRefused">signature.*</exception>
    public static void Verify(XmlElement element, IReadOnlyList<X509Certificate2> keys)
    {
        var signatures = Children(element, "Signature", SamlNames.Signature);
        if (signatures.Count == 0) throw new SamlRefused("signature.missing", $"{element.LocalName} is not signed");
        if (signatures.Count > 1) throw new SamlRefused("signature.position", $"{element.LocalName} has two signatures");
        var id = element.GetAttribute("ID");
        if (id.Length == 0 || !IsNcName(id)) throw new SamlRefused("signature.reference", $"{element.LocalName} has no usable ID");
        var signature = signatures[0];
        if (Children(signature, "Object", SamlNames.Signature).Count > 0) throw new SamlRefused("signature.position", "a signature carries objects");
        NeedAllowed(signature, id);
        var signed = new Bound(element);
        try
        {
            signed.LoadXml(signature);
            if (keys.Any(key => signed.CheckSignature(key, verifySignatureOnly: true))) return;
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or XmlException or NotSupportedException or ArgumentException)
        {
            throw new SamlRefused("signature.invalid", fault.Message);
        }
        throw new SamlRefused("signature.invalid", $"the signature of {element.LocalName} is not of the expected party, or what it covers was changed");
    }

    private static void NeedAllowed(XmlElement signature, string id)
    {
        var info = Only(signature, "SignedInfo", SamlNames.Signature, "signature.form");
        if (Only(info, "CanonicalizationMethod", SamlNames.Signature, "signature.form").GetAttribute("Algorithm") != SamlNames.ExclusiveC14N) throw new SamlRefused("signature.algorithm", "canonicalisation");
        if (!SignatureMethods.Contains(Only(info, "SignatureMethod", SamlNames.Signature, "signature.form").GetAttribute("Algorithm"))) throw new SamlRefused("signature.algorithm", "signature method");
        var references = Children(info, "Reference", SamlNames.Signature);
        if (references.Count != 1) throw new SamlRefused("signature.reference", "a signature has exactly one reference");
        if (!references[0].HasAttribute("URI") || references[0].GetAttribute("URI") != "#" + id) throw new SamlRefused("signature.reference", "the reference is not to the element the signature stands in");
        if (!Digests.Contains(Only(references[0], "DigestMethod", SamlNames.Signature, "signature.form").GetAttribute("Algorithm"))) throw new SamlRefused("signature.algorithm", "digest method");
        var transforms = Children(Only(references[0], "Transforms", SamlNames.Signature, "signature.form"), "Transform", SamlNames.Signature);
        if (transforms.Count is < 1 or > 2 || transforms[0].GetAttribute("Algorithm") != SamlNames.Enveloped || (transforms.Count == 2 && transforms[1].GetAttribute("Algorithm") != SamlNames.ExclusiveC14N)) throw new SamlRefused("signature.algorithm", "transforms");
        if (transforms.SelectMany(t => t.ChildNodes.OfType<XmlElement>()).Any(inner => inner.LocalName != "InclusiveNamespaces" || inner.NamespaceURI != SamlNames.ExclusiveC14N)) throw new SamlRefused("signature.algorithm", "a transform has parameters");
    }

    /// <summary>Signs an element in place: enveloped, after its Issuer as the schema wants it, or as its first child where it has none.</summary>
    public static void Sign(XmlElement element, X509Certificate2 certificate, RSA key)
    {
        var signed = new Bound(element) { SigningKey = key };
        signed.SignedInfo!.CanonicalizationMethod = SamlNames.ExclusiveC14N;
        signed.SignedInfo.SignatureMethod = SamlNames.RsaSha256;
        var reference = new Reference("#" + element.GetAttribute("ID")) { DigestMethod = SamlNames.Sha256 };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.KeyInfo = new KeyInfo();
        signed.KeyInfo.AddClause(new KeyInfoX509Data(certificate));
        signed.ComputeSignature();
        var signature = element.OwnerDocument.ImportNode(signed.GetXml(), deep: true);
        element.InsertAfter(signature, Children(element, "Issuer", SamlNames.Assertion).FirstOrDefault());
    }

    public static List<XmlElement> Children(XmlElement parent, string name, string space) => [.. parent.ChildNodes.OfType<XmlElement>().Where(child => child.LocalName == name && child.NamespaceURI == space)];

    /// <exception cref="SamlRefused"><paramref name="rule"/>: there is none, or more than one.</exception>
    public static XmlElement Only(XmlElement parent, string name, string space, string rule) => Children(parent, name, space) is [var only] ? only : throw new SamlRefused(rule, $"{parent.LocalName} needs exactly one {name}");

    /// <summary>All elements of a name, however deep: to refuse what hides.</summary>
    public static int CountAnywhere(XmlDocument document, string name, string space)
    {
        var count = 0;
        var stack = new Stack<XmlNode>([document]);
        while (stack.TryPop(out var node))
        {
            if (node is XmlElement element && element.LocalName == name && element.NamespaceURI == space) count++;
            foreach (XmlNode child in node.ChildNodes) stack.Push(child);
        }
        return count;
    }

    /// <summary>The text of an element that holds nothing but text.</summary>
    public static string Text(XmlElement element, string rule) => element.ChildNodes.OfType<XmlElement>().Any() ? throw new SamlRefused(rule, $"{element.LocalName} holds elements") : element.InnerText.Trim();

    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];

    /// <summary>An instant of SAML: UTC, with a Z or without a zone (core, 1.3.3), to the second or finer.</summary>
    public static DateTime Instant(XmlElement element, string attribute, string rule) =>
        DateTime.TryParseExact(element.GetAttribute(attribute), Instants, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var instant)
            ? instant : throw new SamlRefused(rule, $"{element.LocalName} has no {attribute}");

    public static string Instant(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An id nobody can guess, and a NCName.</summary>
    public static string NewId() => "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    private static bool IsNcName(string text)
    {
        try
        {
            XmlConvert.VerifyNCName(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>A signature that can speak of one element alone: every other reference finds nothing.</summary>
    private sealed class Bound(XmlElement element) : SignedXml(element.OwnerDocument)
    {
        public override XmlElement? GetIdElement(XmlDocument? document, string idValue) => idValue == element.GetAttribute("ID") ? element : null;
    }
}
