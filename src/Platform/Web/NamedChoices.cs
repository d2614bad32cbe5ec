using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Liburia.Platform.Web;

/// <summary>
/// A choice that a page takes as an enum is one of its names, written as the page writes them. A number, two names at once or anything else is refused beside
/// its field, whatever the page: a value that nobody defined would go through every rule that was written for those that are.
/// </summary>
internal sealed class NamedChoices : IModelBinderProvider, IModelBinder
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.UnderlyingOrModelType.IsEnum ? this : null;

    public Task BindModelAsync(ModelBindingContext context)
    {
        var sent = context.ValueProvider.GetValue(context.ModelName);
        if (sent == ValueProviderResult.None) return Task.CompletedTask;
        context.ModelState.SetModelValue(context.ModelName, sent);
        var (word, type) = (sent.FirstValue ?? "", context.ModelMetadata.UnderlyingOrModelType);
        if (sent.Length == 1 && word.Length == 0 && context.ModelMetadata.IsReferenceOrNullableType) context.Result = ModelBindingResult.Success(null);
        else if (sent.Length == 1 && Enum.GetNames(type).Contains(word, StringComparer.Ordinal))
            context.Result = ModelBindingResult.Success(Enum.Parse(type, word));
        else context.ModelState.TryAddModelError(context.ModelName,
            Say.T($"«{Short(sent)}» non è fra le scelte: scegline una.", $"“{Short(sent)}” is not among the choices: choose one."));
        return Task.CompletedTask;
    }

    private static string Short(ValueProviderResult sent) => sent.ToString() is { Length: > 40 } much ? much.Cut(40) + "…" : sent.ToString();
}
