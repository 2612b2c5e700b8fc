using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ClosedBusinesses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_businesses_closed_at",
                table: "businesses");

            migrationBuilder.DropCheckConstraint(
                name: "ck_businesses_closed",
                table: "businesses");

            migrationBuilder.DropColumn(
                name: "closed_at",
                table: "businesses");
        }
    }
}
