using System.Globalization;
using Crm.Customers.Domain;
using Crm.Platform.Localization;
using Crm.Platform.UseCases;
using Crm.Platform.Users;
using Crm.Platform.Web;
using MediatR;

namespace Crm.Customers.Features.Fields;

/// <summary>The fields in use in the reader's words, for forms and lists.</summary>
[Needs("customers.read")]
internal static class ActiveFields
{
    public sealed record Query : IRequest<IReadOnlyList<Field>>;

    /// <param name="Show">Says a value of it.</param>
    public sealed record Field(string Key, string Label, FieldKind Kind, bool Required, bool InList, IReadOnlyList<Choice> Choices, Func<object?, string> Show);

    public sealed class Handler(CustomFields fields, Texts texts) : IRequestHandler<Query, IReadOnlyList<Field>>
    {
        public async Task<IReadOnlyList<Field>> Handle(Query query, CancellationToken ct)
        {
            var language = Texts.LanguageOf(CultureInfo.CurrentUICulture);
            return [.. (await fields.Active(ct)).Select(f => new Field(f.Key, f.Label(language), f.Kind, f.Required, f.InList,
                f.Kind == FieldKind.YesNo ? [new Choice("true", texts["yes"]), new Choice("false", texts["no"])] : f.Options.ConvertAll(o => new Choice(o.Value, o.Label(language))),
                value => fields.Format(f, value)))];
        }
    }
}
