using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ClosingHoursAndLayouts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "opening_hours",
                table: "ai_agents",
                type: "TEXT",
                nullable: true);

            // With the constraint, which as an operation of its own would copy the whole table.
            migrationBuilder.Sql(
                """
                ALTER TABLE businesses ADD COLUMN closed_at INTEGER NULL
                    CONSTRAINT "ck_businesses_closed" CHECK (closed_at IS NULL OR phone_number IS NULL)
                """);

            migrationBuilder.CreateIndex(
                name: "ix_businesses_closed_at",
                table: "businesses",
                column: "closed_at",
                filter: "closed_at IS NOT NULL");

            migrationBuilder.CreateTable(
                name: "list_layouts",
                columns: table => new
                {
                    owner_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    page = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    layout = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_list_layouts", x => new { x.owner_id, x.page });
                });

            migrationBuilder.CreateIndex(
                name: "ix_ai_agents_last_synced_at_id",
                table: "ai_agents",
                columns: new[] { "last_synced_at", "id" },
                filter: "last_synced_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "list_layouts");

            migrationBuilder.DropIndex(
                name: "ix_ai_agents_last_synced_at_id",
                table: "ai_agents");

            migrationBuilder.DropIndex(
                name: "ix_businesses_closed_at",
                table: "businesses");

            migrationBuilder.DropCheckConstraint(
                name: "ck_businesses_closed",
                table: "businesses");

            migrationBuilder.DropColumn(
                name: "closed_at",
                table: "businesses");

            migrationBuilder.DropColumn(
                name: "opening_hours",
                table: "ai_agents");
        }
    }
}
