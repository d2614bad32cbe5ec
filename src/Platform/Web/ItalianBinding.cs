using Liburia.Platform.Language;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Platform.Web;

/// <summary>The binder's own messages, in the page's language and in plain words.</summary>
internal static class ItalianBinding
{
    public static void Speak(MvcOptions options)
    {
        options.ModelBinderProviders.Insert(0, new DayBinder());
        var messages = options.ModelBindingMessageProvider;
        messages.SetAttemptedValueIsInvalidAccessor((value, _) => Say.T($"«{value}» non è un valore valido.", $"“{value}” is not a valid value."));
        messages.SetNonPropertyAttemptedValueIsInvalidAccessor(value => Say.T($"«{value}» non è un valore valido.", $"“{value}” is not a valid value."));
        messages.SetUnknownValueIsInvalidAccessor(_ => Say.T("Il valore non è valido.", "The value is not valid."));
        messages.SetNonPropertyUnknownValueIsInvalidAccessor(() => Say.T("Il valore non è valido.", "The value is not valid."));
        messages.SetValueIsInvalidAccessor(value => Say.T($"«{value}» non è un valore valido.", $"“{value}” is not a valid value."));
        messages.SetValueMustNotBeNullAccessor(_ => Say.T("Compila questo campo.", "Fill in this field."));
        messages.SetValueMustBeANumberAccessor(_ => Say.T("Scrivi un numero.", "Enter a number."));
        messages.SetNonPropertyValueMustBeANumberAccessor(() => Say.T("Scrivi un numero.", "Enter a number."));
        messages.SetMissingBindRequiredValueAccessor(_ => Say.T("Compila questo campo.", "Fill in this field."));
        messages.SetMissingKeyOrValueAccessor(() => Say.T("Compila questo campo.", "Fill in this field."));
        messages.SetMissingRequestBodyRequiredValueAccessor(() => Say.T("La richiesta è vuota.", "The request is empty."));
    }
}
