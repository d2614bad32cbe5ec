using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Liburia.Platform.Web;

/// <summary>Every day that a page binds is read by <see cref="ItalianDay"/>, with its reason beside the field.</summary>
internal sealed class DayBinder : IModelBinder, IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) => context.Metadata.UnderlyingOrModelType == typeof(DateOnly) ? this : null;

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var sent = bindingContext.ValueProvider.GetValue(bindingContext.ModelName);
        if (sent == ValueProviderResult.None) return Task.CompletedTask;
        bindingContext.ModelState.SetModelValue(bindingContext.ModelName, sent);
        if (string.IsNullOrWhiteSpace(sent.FirstValue))
        {
            // Left empty is no day, and that is read well: without a result the whole form would count as unread.
            if (bindingContext.ModelMetadata.IsReferenceOrNullableType) bindingContext.Result = ModelBindingResult.Success(null);
            return Task.CompletedTask;
        }
        if (ItalianDay.TryRead(sent.FirstValue, out var day))
        {
            bindingContext.Result = ModelBindingResult.Success(day);
            return Task.CompletedTask;
        }
        var shown = sent.FirstValue.Cut(40);
        bindingContext.ModelState.AddModelError(bindingContext.ModelName, Say.T(
            $"«{shown}» non è un giorno che si può usare: scrivilo così, 14/12/2026.",
            $"“{shown}” is not a day that can be used: write it like this, 14/12/2026."));
        return Task.CompletedTask;
    }
}
