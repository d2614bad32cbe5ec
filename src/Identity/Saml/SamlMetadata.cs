using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace Liburia.Identity.Saml;

/// <summary>Our metadata, signed, and the reading of providers' metadata.</summary>
internal static class SamlMetadata
{
    /// <summary>EntityDescriptor of a service provider, as SPID's technical rules ask (metadata; of aggregators, notice 22 v3: check).</summary>
    /// <param name="sets">Their places in the list are their indexes.</param>
    /// <param name="organization">Name of the public body, in Italian.</param>
    /// <param name="contact">Who answers for the access point; a federation asks for one.</param>
    public static XmlDocument Write(ServiceProvider self, IReadOnlyList<AttributeSet> sets, string organization, SamlContact? contact = null)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        XmlElement Add(XmlNode parent, string name, string? text = null, string prefix = "md", string space = SamlNames.Metadata)
        {
            var element = SamlRequests.Element(document, parent, prefix, name, space);
            if (text is not null) element.InnerText = text;
            return element;
        }
        void AddLocal(XmlNode parent, string name, string text)
        {
            var lang = document.CreateAttribute("xml", "lang", "http://www.w3.org/XML/1998/namespace");
            lang.Value = "it";
            Add(parent, name, text).Attributes.Append(lang);
        }
        var entity = Add(document, "EntityDescriptor");
        SamlRequests.Set(entity, ("entityID", self.EntityId), ("ID", SamlXml.NewId()));
        var role = Add(entity, "SPSSODescriptor");
        SamlRequests.Set(role, ("protocolSupportEnumeration", SamlNames.Protocol), ("AuthnRequestsSigned", "true"), ("WantAssertionsSigned", "true"));
        foreach (var use in (string[])["signing", "encryption"])
        {
            var key = Add(role, "KeyDescriptor");
            key.SetAttribute("use", use);
            var info = Add(key, "KeyInfo", null, "ds", SamlNames.Signature);
            Add(Add(info, "X509Data", null, "ds", SamlNames.Signature), "X509Certificate", Convert.ToBase64String(self.Certificate.RawData), "ds", SamlNames.Signature);
        }
        foreach (var binding in (string[])[SamlNames.Redirect, SamlNames.Post]) SamlRequests.Set(Add(role, "SingleLogoutService"), ("Binding", binding), ("Location", self.LogoutUrl));
        Add(role, "NameIDFormat", SamlNames.Transient);
        SamlRequests.Set(Add(role, "AssertionConsumerService"), ("Binding", SamlNames.Post), ("Location", self.ConsumerUrl), ("index", "0"), ("isDefault", "true"));
        for (var i = 0; i < sets.Count; i++)
        {
            var set = Add(role, "AttributeConsumingService");
            set.SetAttribute("index", $"{i}");
            AddLocal(set, "ServiceName", sets[i].Name);
            foreach (var name in sets[i].Attributes) SamlRequests.Set(Add(set, "RequestedAttribute"), ("Name", name), ("NameFormat", SamlNames.Basic));
        }
        var body = Add(entity, "Organization");
        AddLocal(body, "OrganizationName", organization);
        AddLocal(body, "OrganizationDisplayName", contact?.DisplayName ?? organization);
        AddLocal(body, "OrganizationURL", self.EntityId);
        if (contact is not null)
        {
            XmlElement AddSpid(XmlNode parent, string name, string? text = null) => Add(parent, name, text, "spid", SamlNames.SpidExtensions);
            var person = Add(entity, "ContactPerson");
            person.SetAttribute("contactType", "other");
            var type = document.CreateAttribute("spid", "entityType", SamlNames.SpidExtensions);
            type.Value = "spid:aggregator";
            person.Attributes.Append(type);
            var extensions = Add(person, "Extensions");
            if (contact.VatNumber is { } vat) AddSpid(extensions, "VATNumber", vat);
            if (contact.FiscalCode is { } fiscal) AddSpid(extensions, "FiscalCode", fiscal);
            AddSpid(extensions, "IPACode", contact.IpaCode);
            AddSpid(extensions, contact.IsFull ? "PublicServicesFullAggregator" : "PublicServicesLightAggregator");
            Add(person, "Company", organization);
            Add(person, "EmailAddress", contact.Mail);
            Add(person, "TelephoneNumber", contact.Phone);
        }
        // The signature stands first in a descriptor.
        SamlXml.Sign(entity, self.Certificate, self.Key);
        return document;
    }

    /// <summary>Reads a provider's metadata after checking its signature.</summary>
    /// <param name="trusted">Who signs the metadata: the federation, or the provider itself where its key was handed over.</param>
    /// <exception cref="SamlRefused">metadata.*, signature.*</exception>
    public static IdentityProvider Read(XmlDocument document, IReadOnlyList<X509Certificate2> trusted, DateTime now)
    {
        if (document.DocumentElement is not { LocalName: "EntityDescriptor", NamespaceURI: SamlNames.Metadata } entity) throw new SamlRefused("metadata.root", "it is no EntityDescriptor");
        SamlXml.Verify(entity, trusted);
        if (entity.HasAttribute("validUntil") && SamlXml.Instant(entity, "validUntil", "metadata.expired") <= now) throw new SamlRefused("metadata.expired", "the metadata is no longer valid");
        var role = SamlXml.Only(entity, "IDPSSODescriptor", SamlNames.Metadata, "metadata.role");
        List<X509Certificate2> keys =
        [
            .. from descriptor in SamlXml.Children(role, "KeyDescriptor", SamlNames.Metadata)
               where descriptor.GetAttribute("use") is "signing" or ""
               from info in SamlXml.Children(descriptor, "KeyInfo", SamlNames.Signature)
               from data in SamlXml.Children(info, "X509Data", SamlNames.Signature)
               from text in SamlXml.Children(data, "X509Certificate", SamlNames.Signature)
               let certificate = Certificate(text.InnerText)
               where IsOf(certificate, now)
               select certificate,
        ];
        // An expired key closes the door of that provider: nothing falls back on it.
        if (keys.Count == 0) throw new SamlRefused("metadata.key", "no key of the provider is valid today");
        if (Place(role, "SingleSignOnService") is not { } place) throw new SamlRefused("metadata.service", "the provider has no place to log in by HTTP-Redirect or HTTP-POST");
        var name = SamlXml.Children(entity, "Organization", SamlNames.Metadata).SelectMany(o => SamlXml.Children(o, "OrganizationDisplayName", SamlNames.Metadata)).FirstOrDefault()?.InnerText ?? entity.GetAttribute("entityID");
        return new IdentityProvider(entity.GetAttribute("entityID"), name, place, Place(role, "SingleLogoutService"), keys, entity.HasAttribute("validUntil") ? SamlXml.Instant(entity, "validUntil", "metadata.expired") : null);
    }

    internal static bool IsOf(X509Certificate2 certificate, DateTime now) => certificate.NotAfter.ToUniversalTime() > now && certificate.NotBefore.ToUniversalTime() <= now;

    /// <summary>A service of the provider by a binding we speak: redirect where it is offered, else post.</summary>
    private static SamlPlace? Place(XmlElement role, string name) =>
        (from binding in (string[])[SamlNames.Redirect, SamlNames.Post]
         from service in SamlXml.Children(role, name, SamlNames.Metadata)
         where service.GetAttribute("Binding") == binding && Uri.TryCreate(service.GetAttribute("Location"), UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
         select new SamlPlace(binding, service.GetAttribute("Location"), service.GetAttribute("ResponseLocation") is { Length: > 0 } answers ? answers : service.GetAttribute("Location"))).FirstOrDefault();

    private static X509Certificate2 Certificate(string base64)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(base64));
        }
        catch (Exception fault) when (fault is FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new SamlRefused("metadata.key", fault.Message);
        }
    }
}
