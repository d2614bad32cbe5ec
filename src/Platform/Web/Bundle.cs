using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Liburia.Platform.Web;

/// <summary>A source that a bundle needs beside the site's own: <c>img-src</c>, <c>blob:</c>.</summary>
public sealed record PolicySource(string Directive, string Source);

/// <summary>A script and a style that some pages of a module load, and no others; each page says so with <see cref="UsesAttribute"/>.</summary>
/// <param name="MaxBytes">What both together may weigh, as they are sent uncompressed; a test refuses what is over it.</param>
/// <param name="Policy">What it adds to the content security policy of those pages.</param>
public sealed record Bundle(string Name, int MaxBytes, string? Script = null, string? Style = null, params PolicySource[] Policy);

/// <summary>The page loads these bundles.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UsesAttribute(params string[] bundles) : Attribute
{
    public IReadOnlyList<string> Bundles => bundles;
}

/// <summary>The bundles of the page that is being sent.</summary>
public static class PageBundles
{
    /// <exception cref="InvalidOperationException">A page uses a bundle that no module declares.</exception>
    public static IReadOnlyList<Bundle> Of(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<UsesAttribute>() is not { } uses) return [];
        var declared = http.RequestServices.GetRequiredService<IReadOnlyList<IModule>>().SelectMany(module => module.Bundles)
            .ToDictionary(bundle => bundle.Name);
        return [.. uses.Bundles.Select(name => declared.TryGetValue(name, out var bundle) ? bundle
            : throw new InvalidOperationException($"No module declares the bundle {name}."))];
    }

    /// <summary>What they add to a directive of the policy, each source with a space before it.</summary>
    internal static string Sources(this IReadOnlyList<Bundle> bundles, string directive) =>
        string.Concat(bundles.SelectMany(bundle => bundle.Policy).Where(source => source.Directive == directive).Select(source => " " + source.Source)
            .Distinct());
}
