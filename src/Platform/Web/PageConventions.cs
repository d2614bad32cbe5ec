using Liburia.Platform.Access;
using Liburia.Platform.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Liburia.Platform.Web;

/// <summary>Copies what a page model declares (who may see it, on which host, how much it takes) to its endpoints.</summary>
internal sealed class AccessConvention : IPageApplicationModelConvention
{
    public void Apply(PageApplicationModel model)
    {
        foreach (var attribute in model.HandlerTypeAttributes.Where(a =>
            a is PublicAttribute or SameForAllAttribute or CitizenAttribute or PermissionAttribute or HostedAtAttribute or CostlyAttribute or UsesAttribute or IRequestSizeLimitMetadata))
            model.EndpointMetadata.Add(attribute);
    }
}

/// <summary>Every page that is not the staff's is also found under <c>/en/…</c>, in English.</summary>
internal sealed class EnglishRouteConvention : IPageRouteModelConvention
{
    public void Apply(PageRouteModel model)
    {
        foreach (var selector in model.Selectors.ToList())
        {
            var template = selector.AttributeRouteModel?.Template ?? "";
            if (template.StartsWith("desk", StringComparison.Ordinal) || template.StartsWith("personale", StringComparison.Ordinal) || template.StartsWith("en/", StringComparison.Ordinal)) continue;
            var english = new SelectorModel(selector) { AttributeRouteModel = new AttributeRouteModel { Template = template.Length == 0 ? "en" : "en/" + template, Order = selector.AttributeRouteModel?.Order } };
            model.Selectors.Add(english);
        }
    }
}

/// <summary>A page of the Comuni is not found on the access point's host, and the other way round.</summary>
internal sealed class HostKindPolicy : MatcherPolicy, IEndpointSelectorPolicy
{
    public override int Order => 0;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(endpoint => KindOf(endpoint) != HostKind.Any);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        var here = httpContext.RequestServices.GetService(typeof(Tenant)) is Tenant { IsAccessPoint: false } ? HostKind.Municipality : HostKind.AccessPoint;
        for (var i = 0; i < candidates.Count; i++)
            if (candidates.IsValidCandidate(i) && !KindOf(candidates[i].Endpoint).HasFlag(here)) candidates.SetValidity(i, false);
        return Task.CompletedTask;
    }

    internal static HostKind KindOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HostedAtAttribute>()?.Kind
        ?? (endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is null ? HostKind.Any : HostKind.Municipality);
}
