using Liburia.Platform.Language;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace Liburia.Platform.Web;

/// <summary>
/// The one place where texts from outside are made clean, before anybody counts or compares them: query, form, multipart, names of files. The texts in JSON
/// are made clean where the calculators read them.
/// </summary>
internal static class CleanRequest
{
    public static void UseCleanTexts(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        try
        {
            // The page that explains a refusal reads what was made clean before, and shows what had been written.
            if (http.Features.Get<IFormFeature>() is CleanForm)
            {
                await next(http);
                return;
            }
            if (http.Request.Path.Value!.Contains('\0', StringComparison.Ordinal))
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }
            if (http.Request.QueryString.HasValue) http.Features.Set<IQueryFeature>(new QueryFeature(new QueryCollection(Cleaned(http.Request.Query))));
        }
        catch (UncleanText)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        // Read only when somebody asks for it, after it is known who is there; a page that takes large bodies takes large files.
        var options = new FormOptions();
        if (http.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } most) options.MultipartBodyLengthLimit = most;
        http.Features.Set<IFormFeature>(new CleanForm(new FormFeature(http.Request, options)));
        await next(http);
    });

    private static Dictionary<string, StringValues> Cleaned(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var clean = new Dictionary<string, StringValues>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in fields)
        {
            var key = CleanText.Of(name);
            string?[] texts = [.. values.Select(value => value is null ? null : CleanText.Of(value))];
            clean[key] = StringValues.Concat(clean.GetValueOrDefault(key), new StringValues(texts));
        }
        return clean;
    }

    private sealed class CleanForm(IFormFeature raw) : IFormFeature
    {
        private IFormCollection? clean;

        public bool HasFormContentType => raw.HasFormContentType;

        public IFormCollection? Form
        {
            get => clean;
            set => raw.Form = clean = value;
        }

        public IFormCollection ReadForm()
        {
            try
            {
                return clean ??= Of(raw.ReadForm());
            }
            catch (Exception broken) when (broken is InvalidDataException or NotSupportedException)
            {
                throw Refused(broken);
            }
        }

        public async Task<IFormCollection> ReadFormAsync(CancellationToken cancellationToken)
        {
            try
            {
                return clean ??= Of(await raw.ReadFormAsync(cancellationToken));
            }
            catch (Exception broken) when (broken is InvalidDataException or NotSupportedException)
            {
                throw Refused(broken);
            }
        }

        /// <summary>Too many fields, one that is too long, no form at all, letters nobody uses: the sender's fault, not ours.</summary>
        private static BadHttpRequestException Refused(Exception broken) => new(broken.Message, StatusCodes.Status400BadRequest, broken);

        private static FormCollection Of(IFormCollection sent)
        {
            var files = new FormFileCollection();
            files.AddRange(sent.Files.Select(file => new NamedFile(file)));
            return new FormCollection(Cleaned(sent), files);
        }
    }

    /// <summary>A file under a clean name; its bytes are its own.</summary>
    private sealed class NamedFile(IFormFile file) : IFormFile
    {
        public string ContentType => file.ContentType;
        public string ContentDisposition => file.ContentDisposition;
        public IHeaderDictionary Headers => file.Headers;
        public long Length => file.Length;
        public string Name => file.Name;
        public string FileName { get; } = CleanText.Of(file.FileName);
        public void CopyTo(Stream target) => file.CopyTo(target);
        public Task CopyToAsync(Stream target, CancellationToken cancellationToken = default) => file.CopyToAsync(target, cancellationToken);
        public Stream OpenReadStream() => file.OpenReadStream();
    }
}
