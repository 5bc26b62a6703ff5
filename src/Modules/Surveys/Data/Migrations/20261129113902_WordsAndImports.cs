using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Surveys.Data.Migrations
{
    /// <inheritdoc />
    public partial class WordsAndImports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "cleaning",
                schema: "surveys",
                table: "surveys",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "import_id",
                schema: "surveys",
                table: "responses",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "import_key",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "origin",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "origin_url",
                schema: "surveys",
                table: "responses",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "answer_imports",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "text", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    format = table.Column<string>(type: "text", nullable: false),
                    headers = table.Column<List<string>>(type: "text[]", nullable: false),
                    headers_hash = table.Column<string>(type: "text", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    survey_id = table.Column<long>(type: "bigint", nullable: true),
                    version_id = table.Column<long>(type: "bigint", nullable: true),
                    wave_id = table.Column<long>(type: "bigint", nullable: true),
                    job_id = table.Column<long>(type: "bigint", nullable: true),
                    by_id = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_answer_imports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "comment_places",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    read_to = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_comment_places", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "comment_words",
                schema: "surveys",
                columns: table => new
                {
                    response_id = table.Column<long>(type: "bigint", nullable: false),
                    item = table.Column<string>(type: "text", nullable: false),
                    survey_id = table.Column<long>(type: "bigint", nullable: false),
                    words = table.Column<string[]>(type: "text[]", nullable: false),
                    tone = table.Column<string>(type: "text", nullable: true),
                    model_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_comment_words", x => new { x.response_id, x.item });
                    table.ForeignKey(
                        name: "fk_comment_words_responses_response_id",
                        column: x => x.response_id,
                        principalSchema: "surveys",
                        principalTable: "responses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sentiment_models",
                schema: "surveys",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    n = table.Column<int>(type: "integer", nullable: false),
                    positives = table.Column<int>(type: "integer", nullable: false),
                    folds = table.Column<int>(type: "integer", nullable: false),
                    accuracy = table.Column<double>(type: "double precision", nullable: false),
                    baseline = table.Column<double>(type: "double precision", nullable: false),
                    balanced = table.Column<double>(type: "double precision", nullable: false),
                    weights = table.Column<byte[]>(type: "bytea", nullable: true),
                    learned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sentiment_models", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "answer_import_rows",
                schema: "surveys",
                columns: table => new
                {
                    import_id = table.Column<long>(type: "bigint", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    cells = table.Column<string[]>(type: "text[]", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    reason_arg = table.Column<string>(type: "text", nullable: true),
                    response_id = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_answer_import_rows", x => new { x.import_id, x.line });
                    table.ForeignKey(
                        name: "fk_answer_import_rows_answer_imports_import_id",
                        column: x => x.import_id,
                        principalSchema: "surveys",
                        principalTable: "answer_imports",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_responses_comments",
                schema: "surveys",
                table: "responses",
                columns: new[] { "survey_id", "id" },
                filter: "has_comment");

            migrationBuilder.CreateIndex(
                name: "ix_responses_import_id",
                schema: "surveys",
                table: "responses",
                column: "import_id",
                filter: "import_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_responses_survey_id_import_key",
                schema: "surveys",
                table: "responses",
                columns: new[] { "survey_id", "import_key" },
                unique: true,
                filter: "import_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_answer_import_rows_import_id_state_line",
                schema: "surveys",
                table: "answer_import_rows",
                columns: new[] { "import_id", "state", "line" });

            migrationBuilder.CreateIndex(
                name: "ix_answer_imports_by_id_id",
                schema: "surveys",
                table: "answer_imports",
                columns: new[] { "by_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_answer_imports_headers_hash",
                schema: "surveys",
                table: "answer_imports",
                column: "headers_hash");

            migrationBuilder.CreateIndex(
                name: "ix_comment_words_model_id_response_id",
                schema: "surveys",
                table: "comment_words",
                columns: new[] { "model_id", "response_id" },
                filter: "tone is not null");

            migrationBuilder.CreateIndex(
                name: "ix_comment_words_words",
                schema: "surveys",
                table: "comment_words",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "answer_import_rows",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "comment_places",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "comment_words",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "sentiment_models",
                schema: "surveys");

            migrationBuilder.DropTable(
                name: "answer_imports",
                schema: "surveys");

            migrationBuilder.DropIndex(
                name: "ix_responses_comments",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropIndex(
                name: "ix_responses_import_id",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropIndex(
                name: "ix_responses_survey_id_import_key",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "cleaning",
                schema: "surveys",
                table: "surveys");

            migrationBuilder.DropColumn(
                name: "import_id",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "import_key",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "origin",
                schema: "surveys",
                table: "responses");

            migrationBuilder.DropColumn(
                name: "origin_url",
                schema: "surveys",
                table: "responses");
        }
    }
}
