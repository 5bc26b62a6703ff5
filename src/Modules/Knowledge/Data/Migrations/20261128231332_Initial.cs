using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Crm.Knowledge.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "knowledge");

            migrationBuilder.CreateTable(
                name: "categories",
                schema: "knowledge",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    parent_id = table.Column<long>(type: "bigint", nullable: true),
                    position = table.Column<int>(type: "integer", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_categories", x => x.id);
                    table.ForeignKey(
                        name: "fk_categories_categories_parent_id",
                        column: x => x.parent_id,
                        principalSchema: "knowledge",
                        principalTable: "categories",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "inbox",
                schema: "knowledge",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    handler = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox", x => new { x.event_id, x.handler });
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "knowledge",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "revision",
                schema: "knowledge",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    number = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_revision", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "search_days",
                schema: "knowledge",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    words = table.Column<string>(type: "text", nullable: false),
                    searches = table.Column<int>(type: "integer", nullable: false),
                    misses = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_search_days", x => new { x.day, x.language, x.words });
                });

            migrationBuilder.CreateTable(
                name: "articles",
                schema: "knowledge",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    category_id = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    expires_on = table.Column<DateOnly>(type: "date", nullable: true),
                    reminder_for = table.Column<DateOnly>(type: "date", nullable: true),
                    created_by_id = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_articles", x => x.id);
                    table.ForeignKey(
                        name: "fk_articles_categories_category_id",
                        column: x => x.category_id,
                        principalSchema: "knowledge",
                        principalTable: "categories",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ticket_links",
                schema: "knowledge",
                columns: table => new
                {
                    article_id = table.Column<long>(type: "bigint", nullable: false),
                    ticket_id = table.Column<long>(type: "bigint", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ticket_links", x => new { x.article_id, x.ticket_id });
                    table.ForeignKey(
                        name: "fk_ticket_links_articles_article_id",
                        column: x => x.article_id,
                        principalSchema: "knowledge",
                        principalTable: "articles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "translations",
                schema: "knowledge",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    article_id = table.Column<long>(type: "bigint", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    slug = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    changed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    title_words = table.Column<string>(type: "text", nullable: false),
                    body_words = table.Column<string>(type: "text", nullable: false),
                    search = table.Column<NpgsqlTsVector>(type: "tsvector", nullable: true, computedColumnSql: "setweight(to_tsvector('simple', title_words), 'A') || setweight(to_tsvector('simple', body_words), 'D')", stored: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_translations", x => x.id);
                    table.ForeignKey(
                        name: "fk_translations_articles_article_id",
                        column: x => x.article_id,
                        principalSchema: "knowledge",
                        principalTable: "articles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "view_days",
                schema: "knowledge",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    article_id = table.Column<long>(type: "bigint", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    views = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_view_days", x => new { x.article_id, x.day, x.language });
                    table.ForeignKey(
                        name: "fk_view_days_articles_article_id",
                        column: x => x.article_id,
                        principalSchema: "knowledge",
                        principalTable: "articles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "votes",
                schema: "knowledge",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    article_id = table.Column<long>(type: "bigint", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    visitor = table.Column<string>(type: "text", nullable: false),
                    helpful = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    comment = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_by_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_votes", x => x.id);
                    table.ForeignKey(
                        name: "fk_votes_articles_article_id",
                        column: x => x.article_id,
                        principalSchema: "knowledge",
                        principalTable: "articles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "old_slugs",
                schema: "knowledge",
                columns: table => new
                {
                    language = table.Column<string>(type: "text", nullable: false),
                    slug = table.Column<string>(type: "text", nullable: false),
                    translation_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_old_slugs", x => new { x.language, x.slug });
                    table.ForeignKey(
                        name: "fk_old_slugs_translations_translation_id",
                        column: x => x.translation_id,
                        principalSchema: "knowledge",
                        principalTable: "translations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "versions",
                schema: "knowledge",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    translation_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    restored_from = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_versions", x => x.id);
                    table.ForeignKey(
                        name: "fk_versions_translations_translation_id",
                        column: x => x.translation_id,
                        principalSchema: "knowledge",
                        principalTable: "translations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                schema: "knowledge",
                table: "categories",
                columns: new[] { "id", "active", "name", "name_zh", "parent_id", "position", "slug" },
                values: new object[,]
                {
                    { 1L, true, "Getting started", "快速入门", null, 0, "getting-started" },
                    { 2L, true, "Using the product", "产品使用", null, 1, "using-the-product" },
                    { 3L, true, "Orders and delivery", "订单与交付", null, 2, "orders-and-delivery" },
                    { 4L, true, "Invoices and payment", "发票与付款", null, 3, "billing" },
                    { 5L, true, "Returns and warranty", "退换与保修", null, 4, "returns-and-warranty" }
                });

            migrationBuilder.InsertData(
                schema: "knowledge",
                table: "revision",
                columns: new[] { "id", "number" },
                values: new object[] { 1L, 1L });

            migrationBuilder.CreateIndex(
                name: "ix_articles_category",
                schema: "knowledge",
                table: "articles",
                columns: new[] { "category_id", "state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_articles_changed",
                schema: "knowledge",
                table: "articles",
                columns: new[] { "changed_at", "id" },
                descending: new bool[0]);

            migrationBuilder.CreateIndex(
                name: "ix_articles_expiry",
                schema: "knowledge",
                table: "articles",
                column: "expires_on",
                filter: "expires_on is not null and state in ('internal', 'public')");

            migrationBuilder.CreateIndex(
                name: "ix_articles_state",
                schema: "knowledge",
                table: "articles",
                columns: new[] { "state", "changed_at", "id" },
                descending: new[] { false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_categories_parent_id",
                schema: "knowledge",
                table: "categories",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_categories_slug",
                schema: "knowledge",
                table: "categories",
                column: "slug",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_old_slugs_translation_id",
                schema: "knowledge",
                table: "old_slugs",
                column: "translation_id");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                schema: "knowledge",
                table: "outbox",
                column: "due_at",
                filter: "done_at is null and due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                schema: "knowledge",
                table: "outbox",
                column: "occurred_at",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_ticket_links_ticket_id",
                schema: "knowledge",
                table: "ticket_links",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_translations_article_id_language",
                schema: "knowledge",
                table: "translations",
                columns: new[] { "article_id", "language" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_translations_language_slug",
                schema: "knowledge",
                table: "translations",
                columns: new[] { "language", "slug" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_translations_search",
                schema: "knowledge",
                table: "translations",
                column: "search")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_versions_translation_id_number",
                schema: "knowledge",
                table: "versions",
                columns: new[] { "translation_id", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_view_days_day",
                schema: "knowledge",
                table: "view_days",
                column: "day");

            migrationBuilder.CreateIndex(
                name: "ix_votes_at",
                schema: "knowledge",
                table: "votes",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_votes_feedback",
                schema: "knowledge",
                table: "votes",
                columns: new[] { "at", "id" },
                descending: new bool[0],
                filter: "not helpful");

            migrationBuilder.CreateIndex(
                name: "ix_votes_once",
                schema: "knowledge",
                table: "votes",
                columns: new[] { "article_id", "language", "number", "visitor" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "inbox",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "old_slugs",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "revision",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "search_days",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "ticket_links",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "versions",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "view_days",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "votes",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "translations",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "articles",
                schema: "knowledge");

            migrationBuilder.DropTable(
                name: "categories",
                schema: "knowledge");
        }
    }
}
