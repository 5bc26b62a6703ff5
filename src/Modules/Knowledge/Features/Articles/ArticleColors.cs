using Crm.Contracts.Knowledge;

namespace Crm.Knowledge.Features.Articles;

/// <summary>Colours of the states, which the words beside them say as well.</summary>
internal static class ArticleColors
{
    public static string Of(ArticleState state) => state switch
    {
        ArticleState.Draft => "secondary",
        ArticleState.Review => "yellow",
        ArticleState.Internal => "blue",
        ArticleState.Public => "green",
        _ => "secondary",
    };
}
